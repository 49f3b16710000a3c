namespace Vireo.Native;

/// <summary>A fully connected layer, y = x·Wᵀ + b. The descriptors of the backward passes are those of the
/// gradients.</summary>
public sealed unsafe record DnnInnerProduct : DnnOperation
{
    /// <summary>Input <c>[N, I]</c>, or <c>[N, C, H, W]</c>.</summary>
    public required DnnMemoryDesc Src { get; init; }

    /// <summary>Weights <c>[O, I]</c>, or <c>[O, C, H, W]</c>. Usually of any layout; each pass may choose another.</summary>
    public required DnnMemoryDesc Weights { get; init; }

    /// <summary>Bias <c>[O]</c>, where there is one.</summary>
    public DnnMemoryDesc? Bias { get; init; }

    /// <summary>Output <c>[N, O]</c>.</summary>
    public required DnnMemoryDesc Dst { get; init; }

    /// <summary>Src, Weights, Bias → Dst.</summary>
    /// <param name="training">Whether a backward pass will follow.</param>
    /// <returns>Nothing when the library has no implementation of this case.</returns>
    /// <exception cref="NativeException">The description contradicts itself, or oneDNN is missing.</exception>
    public DnnPrimitive? TryForward(bool training = false) =>
        TryForward(training ? DnnPass.ForwardTraining : DnnPass.ForwardInference);

    /// <summary>DiffDst, Weights → DiffSrc.</summary>
    /// <param name="forward">The forward primitive; without it one is described just as the hint it is.</param>
    /// <returns>Nothing when the library has no implementation of this case.</returns>
    /// <exception cref="NativeException">The description contradicts itself, or oneDNN is missing.</exception>
    public DnnPrimitive? TryBackwardData(DnnPrimitive? forward = null) =>
        TryBackward(DnnPass.BackwardData, forward);

    /// <summary>Src, DiffDst → DiffWeights, DiffBias.</summary>
    /// <param name="forward">The forward primitive; without it one is described just as the hint it is.</param>
    /// <returns>Nothing when the library has no implementation of this case.</returns>
    /// <exception cref="NativeException">The description contradicts itself, or oneDNN is missing.</exception>
    public DnnPrimitive? TryBackwardWeights(DnnPrimitive? forward = null) =>
        TryBackward(DnnPass.BackwardWeights, forward);

    internal override DnnStatus Describe(DnnDialect dialect, in DnnCreation how, nint* pd) =>
        dialect.Create(this, how, pd);

    internal override DnnOperation Settle(DnnHandle forward) => this with
    {
        Src = Src.Or(forward, DnnArg.Src),
        Dst = Dst.Or(forward, DnnArg.Dst),
    };
}
