namespace Vireo.Native;

/// <summary>A convolution with groups, strides, dilation and padding that may differ between the sides. The descriptors
/// of the backward passes are those of the gradients: <see cref="Src"/> of the input's, and so on.</summary>
public sealed unsafe record DnnConvolution : DnnOperation
{
    internal const int Direct = 1; // dnnl_convolution_direct

    /// <summary>Input <c>[N, C, H, W]</c> (or one or three spatial axes).</summary>
    public required DnnMemoryDesc Src { get; init; }

    /// <summary>Weights <c>[O, I, kH, kW]</c>, or <c>[G, O/G, I/G, kH, kW]</c> with groups. Usually of any layout:
    /// forward, backward data and backward weights may each choose another.</summary>
    public required DnnMemoryDesc Weights { get; init; }

    /// <summary>Bias <c>[O]</c>, where there is one.</summary>
    public DnnMemoryDesc? Bias { get; init; }

    /// <summary>Output <c>[N, O, H', W']</c>.</summary>
    public required DnnMemoryDesc Dst { get; init; }

    /// <summary>Steps per spatial axis; empty is one.</summary>
    public int[] Strides { get; init; } = [];

    /// <summary>Distance of the taps per spatial axis, from one on; empty is one.</summary>
    public int[] Dilations { get; init; } = [];

    /// <summary>Zeros before the first element of each spatial axis; empty is none.</summary>
    public int[] PaddingBegin { get; init; } = [];

    /// <summary>Zeros after the last element of each spatial axis; empty is none.</summary>
    public int[] PaddingEnd { get; init; } = [];

    internal DnnWindow Window => new(Src.Dims.Length - 2, Strides, Dilations, PaddingBegin, PaddingEnd);

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

    /// <summary>Gradients may be wider than what they belong to: of brain floats they are singles as well.</summary>
    internal override DnnOperation Hint
    {
        get
        {
            DnnType[] types = [Src.Type, Weights.Type, Dst.Type];
            if (!types.Contains(DnnType.BF16) || Array.TrueForAll(types, t => t == DnnType.BF16)) return this;
            return this with { Src = Narrow(Src), Weights = Narrow(Weights), Dst = Narrow(Dst) };
        }
    }

    private static DnnMemoryDesc Narrow(DnnMemoryDesc desc) =>
        desc.Type == DnnType.BF16 ? desc : DnnMemoryDesc.Any(DnnType.BF16, desc.Dims);

    internal override DnnOperation Settle(DnnHandle forward) => this with
    {
        Src = Src.Or(forward, DnnArg.Src),
        Dst = Dst.Or(forward, DnnArg.Dst),
    };
}
