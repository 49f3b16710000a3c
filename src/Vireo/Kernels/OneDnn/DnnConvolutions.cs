using Vireo.Graph;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.OneDnn;

/// <summary>Convolutions and their gradients. Images lie channels-last on both sides; oneDNN chooses the layout of the
/// weights, which are reordered from and to <c>[O, C / Groups, KH, KW]</c> at every run.</summary>
/// <remarks>Measurements with oneDNN 2.6.3 on a Zen 5 with AVX-512.</remarks>
internal static class DnnConvolutions
{
    private const int Block = 16;

    /// <summary>Inputs: image, weight and perhaps bias. Output: result.</summary>
    public static Kernel? Forward(Conv2d op, Operand[] inputs, Operand output) =>
        Forward("conv", op, inputs, output, []);

    /// <summary>Inputs: image, weight, perhaps bias, perhaps an image to add. Output: result.</summary>
    public static Kernel? Fused(FusedConvolution op, Operand[] inputs, Operand output)
    {
        var own = inputs[..op.Own(inputs.Length)];
        var postOps = new List<DnnPostOp>();
        if (op.HasAddend) postOps.Add(new DnnPostOp.Sum());
        if (op.Function is { } function)
        {
            if (DnnElements.PostOp(function) is not { } postOp) return null;
            postOps.Add(postOp);
        }

        var kernel = Forward(op.Name, op.Convolution, own, output, [.. postOps]);
        return kernel is not null && op.HasAddend ? new DnnAccumulation(kernel, inputs.Length - 1) : kernel;
    }

    /// <summary>Inputs: image and weight in bytes, factor, bias, perhaps an image to add. Output: result.</summary>
    public static Kernel? Quantised(QuantisedConvolution op, Operand[] inputs, Operand output)
    {
        var g = op.Convolution.Geometry(inputs[0].Shape, inputs[1].Shape);
        if (!CanTake(g) || Finish(op, inputs) is not { } postOps) return null;
        var convolution = Describe(g, inputs[0], inputs[1], output) with { Bias = DnnDescs.Vector(g.O) };
        (DnnArg, DnnMemoryDesc)[] sources =
            [(DnnArg.Src, convolution.Src), (DnnArg.Weights, Weights(g, inputs[1])), (DnnArg.Bias, convolution.Bias)];
        var factor = DnnMemoryDesc.Plain(DnnType.F32, 1, g.O, 1, 1);
        Kernel? kernel = Native.OneDnn.HasOutputScales
            ? DnnScaledConvolution.TryCreate(
                factors => DnnKernel.TryCreate(
                    op.Name, (convolution with { PostOps = postOps, OutputScales = factors }).TryForward(), sources,
                    [(DnnArg.Dst, convolution.Dst)]),
                g.O)
            : DnnKernel.TryCreate(
                op.Name,
                (convolution with { PostOps = [new DnnPostOp.Binary(DnnBinaryKind.Mul, factor), .. postOps] })
                    .TryForward(),
                [.. sources[..2], (DnnArg.PostOp0, factor), sources[2]], [(DnnArg.Dst, convolution.Dst)]);
        return kernel is not null && op.HasAddend ? new DnnAccumulation(kernel, QuantisedConvolution.Own) : kernel;
    }

    /// <summary>What follows the factor; null when the library has no such function.</summary>
    private static DnnPostOp[]? Finish(QuantisedConvolution op, Operand[] inputs)
    {
        List<DnnPostOp> postOps = [];
        if (op.HasAddend) postOps.Add(new DnnPostOp.Sum(op.AddendScale, DnnDescs.Type(inputs[^1])));
        if (op.Function is { } function)
        {
            if (DnnElements.PostOp(function) is not { } postOp) return null;
            postOps.Add(postOp);
        }

        if (op.OutputFactor != 1) postOps.Add(new DnnPostOp.Activation(DnnActivation.Linear, op.OutputFactor));
        return [.. postOps];
    }

    private static DnnKernel? Forward(
        string what, Conv2d op, Operand[] inputs, Operand output, DnnPostOp[] postOps)
    {
        var g = op.Geometry(inputs[0].Shape, inputs[1].Shape);
        if (!CanTake(g)) return null;
        var bias = inputs.Length > 2 ? DnnDescs.Vector(g.O) : null;
        var convolution = Describe(g, inputs[0], inputs[1], output) with { Bias = bias, PostOps = postOps };
        (DnnArg, DnnMemoryDesc)[] sources = [(DnnArg.Src, convolution.Src), (DnnArg.Weights, Weights(g, inputs[1]))];
        if (bias is not null) sources = [.. sources, (DnnArg.Bias, bias)];
        // What is added to lies where it lies: it cannot be taken over into blocks.
        var isTiny = IsTiny(g, convolution) && !Array.Exists(postOps, p => p is DnnPostOp.Sum);
        var primitive = (isTiny ? Blocked(convolution) : convolution).TryForward();
        return DnnKernel.TryCreate(what, primitive, sources, [(DnnArg.Dst, convolution.Dst)]);
    }

    /// <summary>Inputs: output gradient, weight. Output: image gradient.</summary>
    public static Kernel? BackwardData(Conv2dBackwardData op, Operand[] inputs, Operand output)
    {
        var g = op.Forward.Geometry(op.Shape, inputs[1].Shape);
        if (!CanTake(g)) return null;
        var convolution = Describe(g, output, inputs[1], inputs[0]);
        return DnnKernel.TryCreate(
            "conv backward data", convolution.TryBackwardData(),
            [(DnnArg.DiffDst, convolution.Dst), (DnnArg.Weights, Weights(g, inputs[1]))],
            [(DnnArg.DiffSrc, convolution.Src)]);
    }

    /// <summary>Inputs: image, output gradient. Output: weight gradient.</summary>
    public static Kernel? BackwardWeights(Conv2dBackwardWeights op, Operand[] inputs, Operand output)
    {
        var g = op.Forward.Geometry(inputs[0].Shape, op.Shape);
        if (!CanTake(g)) return null;
        var convolution = Describe(g, inputs[0], output, inputs[1]);
        var primitive = (PaysBlocks(g, convolution) ? AnyImages(convolution) : convolution).TryBackwardWeights();
        return DnnKernel.TryCreate(
            "conv backward weights", primitive,
            [(DnnArg.Src, convolution.Src), (DnnArg.DiffDst, convolution.Dst)],
            [(DnnArg.DiffWeights, Weights(g, output))]);
    }

    /// <summary>Whether blocked copies of both images cost less than they save in the gradient of the
    /// weights.</summary>
    /// <remarks>One core, batch 16, ms channels-last and blocked + copies. Wide strided kernels: 128 channels of 56 x
    /// 56 31.8 and 23.0, 256 of 28 x 28 25.8 and 20.8; few channels and stride 1 lose. Kernels of one tap with many
    /// weights over small images: 512 to 2048 of 7 x 7 10.7 and 8.6 + 0.9, 2048 to 512 10.2 and 7.8 + 0.9. Larger ones
    /// gain little or lose, and the copies count where a step has most in memory: 1024 to 512 channels of 14 x 14 22.7
    /// and 16.9 + 2.2, 1024 to 256 11.4 and 8.6 + 1.8, 1024 to 2048 in steps of two 30.8 and 21.9 + 2.7 (12 MB more of
    /// ResNet-50's 1,358), 256 to 1024 10.0 and 8.4 + 2.1, 128 to 512 of 28 x 28 12.5 and 8.6 + 4.5.</remarks>
    private static bool PaysBlocks(Conv2dGeometry g, DnnConvolution convolution)
    {
        if (g.Groups > 1) return false;
        return g.KH * g.KW > 1
            ? g.StrideH * g.StrideW > 1 && g.C >= 32
            : IsSingle(convolution) && g.H * g.W <= 64 && g.C * (long)g.O >= 1 << 20;
    }

    /// <summary>Whether rows are too short for the channels-last kernels, which take them one by one, and blocked
    /// copies pay forward.</summary>
    /// <remarks>One core, batch 32, ms channels-last and blocked + copies: 512 channels of 3 x 3 13.5 and 7.4 + 0.1,
    /// 256 to 512 in steps of two from 6 x 6 4.7 and 3.4 + 0.3; 256 of 6 x 6 6.1 and 7.2 + 0.5.</remarks>
    private static bool IsTiny(Conv2dGeometry g, DnnConvolution convolution) => IsSingle(convolution)
        && g.Groups == 1 && g.OW <= 4 && g.KH * g.KW > 1 && g.C >= 256 && g.C % Block == 0 && g.O % Block == 0;

    private static bool IsSingle(DnnConvolution convolution) => convolution.Src.Type == DnnType.F32;

    /// <summary>The library refuses what crops instead of padding.</summary>
    private static bool CanTake(Conv2dGeometry g) =>
        g.PadTop >= 0 && g.PadLeft >= 0 && g.PadBottom >= 0 && g.PadRight >= 0;

    private static DnnConvolution Describe(Conv2dGeometry g, Operand src, Operand weights, Operand dst) => new()
    {
        Src = DnnDescs.Images(src),
        Weights = DnnMemoryDesc.Any(DnnDescs.Type(weights), WeightExtents(g)),
        Dst = DnnDescs.Images(dst),
        Strides = [g.StrideH, g.StrideW],
        Dilations = [g.DilationH, g.DilationW],
        PaddingBegin = [g.PadTop, g.PadLeft],
        PaddingEnd = [g.PadBottom, g.PadRight],
    };

    private static DnnConvolution AnyImages(DnnConvolution convolution) => convolution with
    {
        Src = DnnMemoryDesc.Any(convolution.Src.Type, convolution.Src.Dims),
        Dst = DnnMemoryDesc.Any(convolution.Dst.Type, convolution.Dst.Dims),
    };

    private static DnnConvolution Blocked(DnnConvolution convolution) => convolution with
    {
        Src = DnnMemoryDesc.Blocked16(convolution.Src.Type, convolution.Src.Dims),
        Dst = DnnMemoryDesc.Blocked16(convolution.Dst.Type, convolution.Dst.Dims),
    };

    private static DnnMemoryDesc Weights(Conv2dGeometry g, Operand weights) =>
        DnnMemoryDesc.Plain(DnnDescs.Type(weights), WeightExtents(g));

    private static int[] WeightExtents(Conv2dGeometry g) => g.Groups == 1
        ? [g.O, g.C, g.KH, g.KW]
        : [g.Groups, g.O / g.Groups, g.C / g.Groups, g.KH, g.KW];
}
