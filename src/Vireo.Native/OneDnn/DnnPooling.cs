namespace Vireo.Native;

/// <summary>Largest or mean element of sliding windows. The backward pass of <see cref="DnnPoolingKind.Max"/> needs the
/// workspace its forward pass filled.</summary>
public sealed unsafe record DnnPooling : DnnOperation
{
    /// <summary>What a window yields.</summary>
    public required DnnPoolingKind Kind { get; init; }

    /// <summary>Input <c>[N, C, H, W]</c>; in the backward pass its gradient.</summary>
    public required DnnMemoryDesc Src { get; init; }

    /// <summary>Output <c>[N, C, H', W']</c>; in the backward pass its gradient.</summary>
    public required DnnMemoryDesc Dst { get; init; }

    /// <summary>Extents of the window.</summary>
    public required int[] Kernel { get; init; }

    /// <summary>Steps per spatial axis; empty is one.</summary>
    public int[] Strides { get; init; } = [];

    /// <summary>Distance of the taps per spatial axis, from one on; empty is one.</summary>
    public int[] Dilations { get; init; } = [];

    /// <summary>Padding before the first element of each spatial axis; empty is none.</summary>
    public int[] PaddingBegin { get; init; } = [];

    /// <summary>Padding after the last element of each spatial axis; empty is none.</summary>
    public int[] PaddingEnd { get; init; } = [];

    internal DnnWindow Window => new(Src.Dims.Length - 2, Strides, Dilations, PaddingBegin, PaddingEnd);

    internal long[] WideKernel =>
        DnnWindow.Expand(Kernel, Src.Dims.Length - 2, missing: 1, subtract: 0, nameof(Kernel));

    /// <summary>Src → Dst, and Workspace when training with <see cref="DnnPoolingKind.Max"/>.</summary>
    /// <param name="training">Whether a backward pass will follow.</param>
    /// <returns>Nothing when the library has no implementation of this case.</returns>
    /// <exception cref="NativeException">The description contradicts itself, or oneDNN is missing.</exception>
    public DnnPrimitive? TryForward(bool training = false) =>
        TryForward(training ? DnnPass.ForwardTraining : DnnPass.ForwardInference);

    /// <summary>DiffDst, Workspace → DiffSrc.</summary>
    /// <param name="forward">The forward primitive; without it one is described just as the hint it is.</param>
    /// <returns>Nothing when the library has no implementation of this case.</returns>
    /// <exception cref="NativeException">The description contradicts itself, or oneDNN is missing.</exception>
    public DnnPrimitive? TryBackward(DnnPrimitive? forward = null) => TryBackward(DnnPass.BackwardData, forward);

    internal override DnnStatus Describe(DnnDialect dialect, in DnnCreation how, nint* pd) =>
        dialect.Create(this, how, pd);

    internal override DnnOperation Settle(DnnHandle forward) => this with
    {
        Src = Src.Or(forward, DnnArg.Src),
        Dst = Dst.Or(forward, DnnArg.Dst),
    };
}
