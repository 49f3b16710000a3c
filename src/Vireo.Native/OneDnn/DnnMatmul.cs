namespace Vireo.Native;

/// <summary>A product of matrices, or of batches of them: <c>[…, M, K]·[…, K, N] + bias → […, M, N]</c>. A transposed
/// operand is one whose strides are exchanged.</summary>
public sealed unsafe record DnnMatmul : DnnOperation
{
    /// <summary>Left matrix <c>[…, M, K]</c>; batch axes of extent one are broadcast.</summary>
    public required DnnMemoryDesc Src { get; init; }

    /// <summary>Right matrix <c>[…, K, N]</c>.</summary>
    public required DnnMemoryDesc Weights { get; init; }

    /// <summary>Addend of the rank of the result, its axes of extent one broadcast, where there is one.</summary>
    public DnnMemoryDesc? Bias { get; init; }

    /// <summary>Result <c>[…, M, N]</c>.</summary>
    public required DnnMemoryDesc Dst { get; init; }

    /// <summary>Makes the primitive: Src, Weights, Bias → Dst.</summary>
    /// <returns>Nothing when the library has no implementation of this case.</returns>
    /// <exception cref="NativeException">The description contradicts itself, or oneDNN is missing.</exception>
    public DnnPrimitive? TryCreate() => TryForward(DnnPass.ForwardInference);

    internal override DnnStatus Describe(DnnDialect dialect, in DnnCreation how, nint* pd) =>
        dialect.Create(this, how, pd);
}
