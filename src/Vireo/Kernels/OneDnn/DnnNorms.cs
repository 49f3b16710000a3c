using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.OneDnn;

/// <summary>Batch normalisation and its gradient.</summary>
internal static class DnnNorms
{
    /// <summary>Inputs: x, gamma, beta. Outputs: y, mean, biased variance.</summary>
    public static Kernel? Training(BatchNormTraining op, Operand[] inputs)
    {
        var (norm, vector) = Describe(inputs[0], op.Epsilon, given: false);
        return DnnKernel.TryCreate(
            "batch norm", norm.TryForward(training: true),
            [(DnnArg.Src, norm.Data), (DnnArg.Scale, vector), (DnnArg.Shift, vector)],
            [(DnnArg.Dst, norm.Data), (DnnArg.Mean, vector), (DnnArg.Variance, vector)]);
    }

    /// <summary>Inputs: x, gamma, beta, mean, variance. Output: y.</summary>
    public static Kernel? Inference(BatchNormInference op, Operand[] inputs)
    {
        var (norm, vector) = Describe(inputs[0], op.Epsilon, given: true);
        return DnnKernel.TryCreate(
            "batch norm inference", norm.TryForward(),
            [
                (DnnArg.Src, norm.Data), (DnnArg.Scale, vector), (DnnArg.Shift, vector), (DnnArg.Mean, vector),
                (DnnArg.Variance, vector),
            ],
            [(DnnArg.Dst, norm.Data)]);
    }

    /// <summary>Inputs: x, dy, gamma, mean, variance. Outputs: dx, dgamma, dbeta.</summary>
    public static Kernel? Backward(BatchNormBackward op, Operand[] inputs)
    {
        var (norm, vector) = Describe(inputs[0], op.Epsilon, given: false);
        return DnnKernel.TryCreate(
            "batch norm backward", norm.TryBackward(),
            [
                (DnnArg.Src, norm.Data), (DnnArg.DiffDst, norm.Data), (DnnArg.Scale, vector), (DnnArg.Mean, vector),
                (DnnArg.Variance, vector),
            ],
            [(DnnArg.DiffSrc, norm.Data), (DnnArg.DiffScale, vector), (DnnArg.DiffShift, vector)]);
    }

    private static (DnnBatchNorm Norm, DnnMemoryDesc Vector) Describe(Operand x, double epsilon, bool given) => (
        new() { Data = DnnDescs.Images(x), Epsilon = (float)epsilon, UseGivenStatistics = given },
        DnnDescs.Vector(x.Shape[1]));
}
