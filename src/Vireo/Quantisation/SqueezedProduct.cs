using Vireo.Ops;

namespace Vireo.Quantisation;

/// <summary>A product as squeeze and excite ends with: an image times a number for each of its channels.</summary>
internal static class SqueezedProduct
{
    /// <summary>Which of two factors is the image; null when an op is no such product.</summary>
    public static int? Image(Op op, ReadOnlySpan<Shape> factors)
    {
        if (op is not Multiply || factors[0].Rank != 4 || factors[1].Rank != 4) return null;
        var image = factors[0].Count >= factors[1].Count ? 0 : 1;
        var (whole, gate) = (factors[image], factors[1 - image]);
        var isGate = gate[0] == whole[0] && gate[1] == whole[1] && gate[2] == 1 && gate[3] == 1;
        return isGate && whole != gate ? image : null;
    }
}
