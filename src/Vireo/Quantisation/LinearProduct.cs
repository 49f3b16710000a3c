using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Quantisation;

/// <summary>A matrix product as fully connected layers have it: rows <c>[…, K]</c> times weights
/// <c>[O, K]</c>.</summary>
internal static class LinearProduct
{
    /// <summary>Whether an op is one, as far as operands show it; whether the weights are constant does not.</summary>
    public static bool Is(Op op, ReadOnlySpan<Shape> factors) =>
        op is MatMul { TransposeA: false, TransposeB: true } && factors[0].Rank is 2 or 3 && factors[1].Rank == 2;

    /// <summary>Whether a value of a capture is the result of one with a variable for weights.</summary>
    public static bool Is(Capture capture, int value)
    {
        var entry = capture.Entries[value];
        return Is(entry.Op, [.. entry.Inputs.Select(i => capture.Tensors[i].Shape)])
            && capture.Entries[entry.Inputs[1]].Kind == 2;
    }
}
