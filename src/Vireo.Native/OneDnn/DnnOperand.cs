namespace Vireo.Native;

/// <summary>One operand of one execution.</summary>
/// <param name="Arg">Its role.</param>
/// <param name="Memory">Where it lies; at least <see cref="DnnMemoryDesc.Bytes"/> of the primitive's descriptor.</param>
public readonly record struct DnnOperand(DnnArg Arg, MemorySlice Memory)
{
    /// <summary>Lets a list of pairs be written where operands are wanted.</summary>
    public static implicit operator DnnOperand((DnnArg Arg, MemorySlice Memory) pair) => new(pair.Arg, pair.Memory);
}
