using Vireo.Ops;

namespace Vireo.Graph;

/// <summary>A convolution of bytes: products are added up as 32-bit integers, and one pass over the sums makes the
/// result: <c>y = f((Σ x·w + bias) · factor + AddendScale · addend) · OutputFactor</c>, in single precision, rounded
/// where the result is bytes. Inputs: image (u8 or s8), weight (s8), factor <c>[O]</c>, bias <c>[O]</c> in units of the
/// sums, and the addend where there is one.</summary>
internal sealed record QuantisedConvolution : Op
{
    /// <summary>Number of inputs without an addend.</summary>
    public const int Own = 4;

    /// <summary>The convolution.</summary>
    public required Conv2d Convolution { get; init; }

    /// <summary>Whether the last input is added.</summary>
    public bool HasAddend { get; init; }

    /// <summary>What the addend is multiplied with.</summary>
    public float AddendScale { get; init; } = 1;

    /// <summary>Applied to the sum; null for nothing.</summary>
    public UnaryOp? Function { get; init; }

    /// <summary>What the function's result is multiplied with.</summary>
    public float OutputFactor { get; init; } = 1;

    /// <summary>Type of the result: bytes, or single precision.</summary>
    public required DType To { get; init; }

    public override string Name =>
        $"int8 {Convolution.Name}{(HasAddend ? " + Add" : "")}{(Function is null ? "" : $" + {Function.Name}")}";

    public override LayoutRule Layouts => LayoutRule.Images;

    public override bool IsImageInput(int index) => index is 0 or Own;

    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var g = Convolution.Geometry(inputs[0].Shape, inputs[1].Shape);
        return [new([g.N, g.O, g.OH, g.OW], To)];
    }

    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var g = Convolution.Geometry(x[0].Shape, x[1].Shape);
        var (image, weight, data) = (x[0].Data, x[1].Data, y[0].Data);
        ConvLoop.Run(g, (i, w, o) => data[o] += image[i] * weight[w]);
        for (var i = 0; i < data.Length; i++)
        {
            var channel = i / (g.OH * g.OW) % g.O;
            data[i] = Finish(
                (float)data[i], (float)x[2].Data[channel], (float)x[3].Data[channel],
                HasAddend ? (float)x[Own].Data[i] : 0);
        }
    }

    /// <summary>From a sum of products to an element of the result.</summary>
    public float Finish(float sum, float factor, float bias, float addend)
    {
        var value = (sum + bias) * factor;
        if (HasAddend) value += AddendScale * addend;
        value = Function switch
        {
            null => value,
            Relu => Math.Max(value, 0),
            _ => (float)Function.Apply(value, 0, 0),
        };
        value *= OutputFactor;
        return To == DType.F32 ? value : Quantise.Round(value, To);
    }

    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => throw new NotSupportedException();

    public override long Macs(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        Convolution.Geometry(inputs[0].Shape, inputs[1].Shape).Macs;
}
