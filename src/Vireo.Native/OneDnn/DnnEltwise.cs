namespace Vireo.Native;

/// <summary>A function of every element. The backward pass is given the forward pass's input.</summary>
public sealed unsafe record DnnEltwise : DnnOperation
{
    /// <summary>The function.</summary>
    public required DnnActivation Function { get; init; }

    /// <summary>Its α.</summary>
    public float Alpha { get; init; }

    /// <summary>Its β.</summary>
    public float Beta { get; init; }

    /// <summary>Input and output; in the backward pass also both gradients.</summary>
    public required DnnMemoryDesc Data { get; init; }

    /// <summary>Src → Dst, which may be the same memory.</summary>
    /// <param name="training">Whether a backward pass will follow.</param>
    /// <returns>Nothing when the library has no implementation of this case.</returns>
    /// <exception cref="NativeException">The description contradicts itself, or oneDNN is missing.</exception>
    public DnnPrimitive? TryForward(bool training = false) =>
        TryForward(training ? DnnPass.ForwardTraining : DnnPass.ForwardInference);

    /// <summary>Src, DiffDst → DiffSrc, which may be the memory of DiffDst.</summary>
    /// <param name="forward">The forward primitive; without it one is described just as the hint it is.</param>
    /// <returns>Nothing when the library has no implementation of this case.</returns>
    /// <exception cref="NativeException">The description contradicts itself, or oneDNN is missing.</exception>
    public DnnPrimitive? TryBackward(DnnPrimitive? forward = null) => TryBackward(DnnPass.BackwardData, forward);

    internal override DnnStatus Describe(DnnDialect dialect, in DnnCreation how, nint* pd) =>
        dialect.Create(this, how, pd);
}
