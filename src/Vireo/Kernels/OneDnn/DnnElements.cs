using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.OneDnn;

/// <summary>Elementwise functions, operations of two operands, and softmax.</summary>
/// <remarks>Relu, Clamp, Exp, Maximum and Minimum are not offered: the library turns NaN into a number, and with it the
/// first sign of a diverging training disappears.</remarks>
internal static class DnnElements
{
    /// <summary>A function of every element, where the library has it.</summary>
    public static Kernel? Unary(UnaryOp op, Operand x, Operand y)
    {
        if (x.Layout != y.Layout || x.Shape.Count > int.MaxValue) return null;
        (DnnActivation Function, double Alpha, double Beta)? found = op switch
        {
            Sigmoid => (DnnActivation.Logistic, 0, 0),
            Tanh => (DnnActivation.Tanh, 0, 0),
            Gelu => (DnnActivation.GeluErf, 0, 0),
            Silu => (DnnActivation.Swish, 1, 0),
            HardSwish => (DnnActivation.HardSwish, 0, 0),
            Log => (DnnActivation.Log, 0, 0),
            Abs => (DnnActivation.Abs, 0, 0),
            Sqrt => (DnnActivation.Sqrt, 0, 0),
            Negate => (DnnActivation.Linear, -1, 0),
            Power power => (DnnActivation.Pow, 1, power.Exponent),
            _ => null,
        };
        if (found is not { } f) return null;
        var data = DnnMemoryDesc.Plain(DnnDescs.Type(x), (int)x.Shape.Count);
        var eltwise = new DnnEltwise
        {
            Function = f.Function, Alpha = (float)f.Alpha, Beta = (float)f.Beta, Data = data,
        };
        return DnnKernel.TryCreate("eltwise", eltwise.TryForward(), [(DnnArg.Src, data)], [(DnnArg.Dst, data)]);
    }

    /// <summary>A function that a convolution applies to its result; null when the library has none.</summary>
    /// <remarks>Here Relu and Clamp are offered: inference has no step to replay when a number is bad.</remarks>
    public static DnnPostOp? PostOp(UnaryOp op) => op switch
    {
        Relu => new DnnPostOp.Activation(DnnActivation.Relu),
        Clamp { Low: var low, High: var high } =>
            new DnnPostOp.Activation(DnnActivation.ClipOpen, (float)low, (float)high),
        HardSwish => new DnnPostOp.Activation(DnnActivation.HardSwish),
        Silu => new DnnPostOp.Activation(DnnActivation.Swish, 1),
        Sigmoid => new DnnPostOp.Activation(DnnActivation.Logistic),
        _ => null,
    };

    /// <summary>Two operands, the second of which may be broadcast; where order does not matter, either may.</summary>
    public static Kernel? Binary(BinaryOp op, Operand[] inputs, Operand y)
    {
        DnnBinaryKind? kind = op switch
        {
            Add => DnnBinaryKind.Add,
            Subtract => DnnBinaryKind.Sub,
            Multiply => DnnBinaryKind.Mul,
            Divide => DnnBinaryKind.Div,
            _ => null,
        };
        var swap = inputs[0].Shape != y.Shape && op is not (Subtract or Divide);
        var (whole, other) = swap ? (inputs[1], inputs[0]) : (inputs[0], inputs[1]);
        if (kind is null || whole.Shape != y.Shape || y.Shape.Rank > DnnDescs.MaxRank) return null;
        var binary = new DnnBinary
        {
            Kind = kind.Value,
            Left = DnnDescs.Of(whole),
            Right = DnnDescs.Of(other, y.Shape.Rank),
            Dst = DnnDescs.Of(y),
        };
        var (left, right) = ((DnnArg.Src, binary.Left), (DnnArg.Src1, binary.Right));
        return DnnKernel.TryCreate(
            "binary", binary.TryCreate(), swap ? [right, left] : [left, right], [(DnnArg.Dst, binary.Dst)]);
    }

    /// <summary>Softmax, or its logarithm, along the last axis.</summary>
    public static Kernel? Softmax(Operand x, bool log)
    {
        var (length, rows) = (x.Shape[^1], x.Shape.Count / x.Shape[^1]);
        if (x.Layout != Layout.RowMajor || rows > int.MaxValue) return null;
        var data = DnnMemoryDesc.Plain(DnnDescs.Type(x), (int)rows, length);
        var softmax = new DnnSoftmax { Data = data, Axis = 1, Log = log };
        return DnnKernel.TryCreate(
            log ? "log softmax" : "softmax", softmax.TryForward(), [(DnnArg.Src, data)], [(DnnArg.Dst, data)]);
    }
}
