using Vireo.Graph;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.OneDnn;

/// <summary>Convolutions and their gradients. Images lie channels-last on both sides; oneDNN chooses the layout of the
/// weights, which are reordered from and to <c>[O, C / Groups, KH, KW]</c> at every run.</summary>
/// <remarks>Measurements with oneDNN 2.6.3 on a Zen 5 with AVX-512.</remarks>
internal static class DnnConvolutions
{
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

    private static DnnKernel? Forward(
        string what, Conv2d op, Operand[] inputs, Operand output, DnnPostOp[] postOps)
    {
        var g = op.Geometry(inputs[0].Shape, inputs[1].Shape);
        if (!CanTake(g)) return null;
        var bias = inputs.Length > 2 ? DnnDescs.Vector(g.O) : null;
        var convolution = Describe(g, inputs[0], inputs[1], output) with { Bias = bias, PostOps = postOps };
        (DnnArg, DnnMemoryDesc)[] sources = [(DnnArg.Src, convolution.Src), (DnnArg.Weights, Weights(g, inputs[1]))];
        if (bias is not null) sources = [.. sources, (DnnArg.Bias, bias)];
        return DnnKernel.TryCreate(what, convolution.TryForward(), sources, [(DnnArg.Dst, convolution.Dst)]);
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
        // Wide strided kernels: blocked copies of both images cost less than they save. 128 channels of 56 x 56, one
        // core, batch 16: 31.8 ms become 23.0; 256 of 28 x 28: 25.8 become 20.8. Few channels and stride 1 lose.
        var strided = g.Groups == 1 && g.KH * g.KW > 1 && g.StrideH * g.StrideW > 1 && g.C >= 32;
        var primitive = (strided ? AnyImages(convolution) : convolution).TryBackwardWeights();
        return DnnKernel.TryCreate(
            "conv backward weights", primitive,
            [(DnnArg.Src, convolution.Src), (DnnArg.DiffDst, convolution.Dst)],
            [(DnnArg.DiffWeights, Weights(g, output))]);
    }

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

    private static DnnMemoryDesc Weights(Conv2dGeometry g, Operand weights) =>
        DnnMemoryDesc.Plain(DnnDescs.Type(weights), WeightExtents(g));

    private static int[] WeightExtents(Conv2dGeometry g) => g.Groups == 1
        ? [g.O, g.C, g.KH, g.KW]
        : [g.Groups, g.O / g.Groups, g.C / g.Groups, g.KH, g.KW];
}
