namespace Vireo.Native;

/// <summary>An operation a primitive applies to its result before it is written; they run in the order of their
/// list.</summary>
public abstract record DnnPostOp
{
    private DnnPostOp()
    {
    }

    /// <summary>result + scale · what the destination held before.</summary>
    /// <param name="Scale">Factor of the old content.</param>
    /// <param name="Type">Its type, when that is another of the same size than the result's.</param>
    public sealed record Sum(float Scale = 1, DnnType Type = DnnType.Undefined) : DnnPostOp;

    /// <summary>An elementwise function of the result.</summary>
    /// <param name="Function">The function.</param>
    /// <param name="Alpha">Its α.</param>
    /// <param name="Beta">Its β.</param>
    public sealed record Activation(DnnActivation Function, float Alpha = 0, float Beta = 0) : DnnPostOp;

    /// <summary>An operation with a second operand, passed as <see cref="DnnArg.PostOp0"/> + place; axes of extent one
    /// are broadcast.</summary>
    /// <param name="Kind">The operation.</param>
    /// <param name="Operand">Extents, type and layout of the second operand.</param>
    public sealed record Binary(DnnBinaryKind Kind, DnnMemoryDesc Operand) : DnnPostOp;
}
