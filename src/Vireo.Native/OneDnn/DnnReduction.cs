namespace Vireo.Native;

/// <summary>Reduces along every axis whose extent is one in the result and more in the input: Src → Dst.</summary>
public sealed unsafe record DnnReduction : DnnOperation
{
    /// <summary>How several elements become one.</summary>
    public required DnnReductionKind Kind { get; init; }

    /// <summary>Input.</summary>
    public required DnnMemoryDesc Src { get; init; }

    /// <summary>Result, of the same rank.</summary>
    public required DnnMemoryDesc Dst { get; init; }

    /// <summary>Makes the primitive.</summary>
    /// <returns>Nothing when the library has no implementation of this case.</returns>
    /// <exception cref="NativeException">The description contradicts itself, or oneDNN is missing.</exception>
    public DnnPrimitive? TryCreate() => TryForward(DnnPass.ForwardInference);

    internal override DnnStatus Describe(DnnDialect dialect, in DnnCreation how, nint* pd) =>
        dialect.Create(this, how, pd);
}
