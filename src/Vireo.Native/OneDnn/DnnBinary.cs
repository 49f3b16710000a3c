namespace Vireo.Native;

/// <summary>An operation of two operands, element by element: Src, Src1 → Dst. Axes of extent one in the second are
/// broadcast. Comparisons yield 1 and 0.</summary>
public sealed unsafe record DnnBinary : DnnOperation
{
    /// <summary>The operation.</summary>
    public required DnnBinaryKind Kind { get; init; }

    /// <summary>Left operand.</summary>
    public required DnnMemoryDesc Left { get; init; }

    /// <summary>Right operand.</summary>
    public required DnnMemoryDesc Right { get; init; }

    /// <summary>Result; the extents of the left operand.</summary>
    public required DnnMemoryDesc Dst { get; init; }

    /// <summary>Makes the primitive.</summary>
    /// <returns>Nothing when the library has no implementation of this case.</returns>
    /// <exception cref="NativeException">The description contradicts itself, or oneDNN is missing.</exception>
    public DnnPrimitive? TryCreate() => TryForward(DnnPass.ForwardInference);

    internal override DnnStatus Describe(DnnDialect dialect, in DnnCreation how, nint* pd) =>
        dialect.Create(this, how, pd);
}
