using Vireo.Kernels.OneDnn;
using Vireo.Ops;

namespace Vireo.Graph.Passes;

/// <summary>A convolution of bytes with what follows it: a sum with another image, and a function of that.</summary>
/// <param name="Convolution">The convolution.</param>
/// <param name="Addend">What is added; null for nothing.</param>
/// <param name="Function">Applied at the end; null for nothing.</param>
/// <param name="Members">The convolution, the sum and the function, as far as they are there.</param>
internal sealed record ByteChain(
    Instruction Convolution, Value? Addend, UnaryOp? Function, IReadOnlyList<Instruction> Members)
{
    /// <summary>Where the chain ends.</summary>
    public Instruction Last => Members[^1];

    /// <summary>What it makes.</summary>
    public Value Output => Last.Outputs[0];

    /// <summary>As much of what follows a convolution as one kernel can do.</summary>
    /// <param name="convolution">The first of the chain.</param>
    /// <param name="uses">Who reads what.</param>
    /// <param name="scales">An addend needs one.</param>
    /// <param name="taken">What belongs to other chains.</param>
    public static ByteChain From(
        Instruction convolution, ValueUses uses, ByteScales scales, IReadOnlyDictionary<Instruction, ByteChain> taken)
    {
        var members = new List<Instruction> { convolution };
        Value? addend = null;
        if (uses.OnlyReader(convolution.Outputs[0]) is { Op: Add } add && !taken.ContainsKey(add)
            && Other(add, convolution.Outputs[0]) is { } other && scales.Of(other) is not null)
        {
            addend = other;
            members.Add(add);
        }

        if (uses.OnlyReader(members[^1].Outputs[0]) is not { Op: UnaryOp function } last || taken.ContainsKey(last)
            || DnnElements.PostOp(function) is null)
        {
            return new(convolution, addend, null, members);
        }

        members.Add(last);
        return new(convolution, addend, function, members);
    }

    private static Value? Other(Instruction add, Value result)
    {
        var other = add.Inputs[0] == result ? add.Inputs[1] : add.Inputs[0];
        return other != result && other.Operand.Shape == result.Operand.Shape ? other : null;
    }
}
