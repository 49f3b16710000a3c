namespace Vireo.Native;

/// <summary>exp(x) / Σ exp(x) along an axis, or its logarithm. The backward pass is given the forward pass's
/// output.</summary>
public sealed unsafe record DnnSoftmax : DnnOperation
{
    private const int Accurate = 0x30000; // dnnl_softmax_accurate, equal in 2.x and 3.x
    private const int LogKind = 0x30001;  // dnnl_softmax_log

    /// <summary>Input and output; in the backward pass also both gradients.</summary>
    public required DnnMemoryDesc Data { get; init; }

    /// <summary>The axis, from zero on.</summary>
    public required int Axis { get; init; }

    /// <summary>Whether the logarithm is wanted.</summary>
    public bool Log { get; init; }

    internal int Algorithm => Log ? LogKind : Accurate;

    /// <summary>Src → Dst.</summary>
    /// <param name="training">Whether a backward pass will follow.</param>
    /// <returns>Nothing when the library has no implementation of this case.</returns>
    /// <exception cref="NativeException">The description contradicts itself, or oneDNN is missing.</exception>
    public DnnPrimitive? TryForward(bool training = false) =>
        TryForward(training ? DnnPass.ForwardTraining : DnnPass.ForwardInference);

    /// <summary>Dst, DiffDst → DiffSrc.</summary>
    /// <param name="forward">The forward primitive; without it one is described just as the hint it is.</param>
    /// <returns>Nothing when the library has no implementation of this case.</returns>
    /// <exception cref="NativeException">The description contradicts itself, or oneDNN is missing.</exception>
    public DnnPrimitive? TryBackward(DnnPrimitive? forward = null) => TryBackward(DnnPass.BackwardData, forward);

    internal override DnnStatus Describe(DnnDialect dialect, in DnnCreation how, nint* pd) =>
        dialect.Create(this, how, pd);
}
