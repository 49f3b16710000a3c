namespace Vireo.Native;

/// <summary>Batch normalisation, y = scale·(x − mean)/√(variance + ε) + shift per channel, the variance biased
/// (Ioffe and Szegedy, 2015, arXiv:1502.03167). Scale and shift are always there, as f32.</summary>
/// <remarks>Channels that are not a multiple of 16 fall to a slow implementation in channels-last layout; look at
/// <see cref="DnnPrimitive.ImplementationName"/>.</remarks>
public sealed unsafe record DnnBatchNorm : DnnOperation
{
    /// <summary>Input and output <c>[N, C, H, W]</c>; in the backward pass also both gradients.</summary>
    public required DnnMemoryDesc Data { get; init; }

    /// <summary>ε.</summary>
    public float Epsilon { get; init; } = 1e-5f;

    /// <summary>Whether mean and variance are given, not computed from the batch: inference, or training of frozen
    /// statistics.</summary>
    public bool UseGivenStatistics { get; init; }

    /// <summary>Whether negative results become zero; training then fills a workspace the backward pass reads.</summary>
    public bool FuseRelu { get; init; }

    internal uint Flags(DnnConstants constants) => constants.UseScale | constants.UseShift
        | (UseGivenStatistics ? DnnConstants.UseGlobalStatistics : 0) | (FuseRelu ? constants.FuseRelu : 0);

    /// <summary>Src, Scale, Shift → Dst; Mean and Variance are read when given, written when training computes
    /// them; Workspace is written when training with <see cref="FuseRelu"/>.</summary>
    /// <param name="training">Whether a backward pass will follow.</param>
    /// <returns>Nothing when the library has no implementation of this case.</returns>
    /// <exception cref="NativeException">The description contradicts itself, or oneDNN is missing.</exception>
    public DnnPrimitive? TryForward(bool training = false) =>
        TryForward(training ? DnnPass.ForwardTraining : DnnPass.ForwardInference);

    /// <summary>Src, Mean, Variance, Scale, DiffDst, Workspace (with <see cref="FuseRelu"/>) → DiffSrc, DiffScale,
    /// DiffShift.</summary>
    /// <param name="forward">The forward primitive; without it one is described just as the hint it is.</param>
    /// <returns>Nothing when the library has no implementation of this case.</returns>
    /// <exception cref="NativeException">The description contradicts itself, or oneDNN is missing.</exception>
    public DnnPrimitive? TryBackward(DnnPrimitive? forward = null)
    {
        var primitive = TryBackward(DnnPass.Backward, forward);
        primitive?.PassScaleAsShift = OneDnn.Runtime.Dialect.BackwardNormCountsShift;
        return primitive;
    }

    internal override DnnStatus Describe(DnnDialect dialect, in DnnCreation how, nint* pd) =>
        dialect.Create(this, how, pd);
}
