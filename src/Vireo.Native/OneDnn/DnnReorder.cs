namespace Vireo.Native;

/// <summary>Copies from one layout or element type to another: <see cref="DnnArg.Src"/> → <see cref="DnnArg.Dst"/>. What the
/// target pads is filled with zeros.</summary>
public sealed unsafe record DnnReorder : DnnOperation
{
    /// <summary>What is read.</summary>
    public required DnnMemoryDesc From { get; init; }

    /// <summary>What is written; the same extents.</summary>
    public required DnnMemoryDesc To { get; init; }

    /// <summary>Makes the primitive.</summary>
    /// <returns>Nothing when the library has no implementation of this case.</returns>
    /// <exception cref="NativeException">The extents differ, or oneDNN is missing.</exception>
    public DnnPrimitive? TryCreate() => TryForward(DnnPass.ForwardInference);

    internal override DnnStatus Describe(DnnDialect dialect, in DnnCreation how, nint* pd) =>
        dialect.Create(this, how, pd);
}
