using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>The masks of attention as the op takes them.</summary>
internal static class MaskParts
{
    /// <summary>What is added to scores, and where queries may look; either may be nothing.</summary>
    /// <param name="masks">The masks.</param>
    /// <param name="scores">N, H, L and S.</param>
    /// <param name="extra">Keys behind those of the masks: everybody sees them.</param>
    /// <param name="type">Type of the scores.</param>
    public static (Tensor? Bias, Tensor? Mask) Of(AttentionMasks masks, Shape scores, int extra, DType type)
    {
        Tensor? bias = null, hidden = null;
        foreach (var given in (Tensor?[])[Scores(masks.Scores, scores), Keys(masks.Keys, scores)])
        {
            if (given is null) continue;
            if (given.DType == DType.Bool) hidden = hidden is null ? given : Either(hidden, given);
            else bias = bias is null ? given.Cast(type) : bias + given.Cast(type);
        }

        if (masks.Causal)
        {
            var places = Tensor.Of(new Iota { Count = scores[2] }).Reshape([1, 1, scores[2], 1]);
            var ahead = Tensor.Of(new Iota { Count = scores[3] }).Reshape([1, 1, 1, scores[3]]) > places;
            hidden = hidden is null ? ahead : Either(hidden, ahead);
        }

        if (bias is not null && extra > 0) bias = Widened(bias, scores, extra);
        if (hidden is not null && extra > 0) hidden = Widened(hidden, scores, extra);
        return (bias, hidden?.IsEqualTo(Tensor.Full(0, Shape.Scalar, DType.Bool)));
    }

    private static Tensor Either(Tensor a, Tensor b) => a.Where(Tensor.Full(1, Shape.Scalar, DType.Bool), b);

    private static Tensor Widened(Tensor mask, Shape scores, int extra)
    {
        var full = mask.Shape[3] == scores[3] ? mask : mask.Expand(mask.Shape.With(3, scores[3]));
        return Tensor.Concat(3, full, Tensor.Full(0, full.Shape.With(3, extra), full.DType));
    }

    private static Tensor? Scores(Tensor? mask, Shape scores)
    {
        if (mask is null) return null;
        var (n, h, l, s) = (scores[0], scores[1], scores[2], scores[3]);
        if (mask.Shape.Rank == 4 && Shape.Broadcast(mask.Shape, scores) == scores) return mask;
        if (mask.Shape == [l, s]) return mask.Reshape([1, 1, l, s]);
        if (mask.Shape == [n * h, l, s]) return mask.Reshape([n, h, l, s]);
        throw Misfit(mask, scores, $"[{l}, {s}], [{n * h}, {l}, {s}] or four axes that stretch to {scores}");
    }

    private static Tensor? Keys(Tensor? mask, Shape scores)
    {
        if (mask is null) return null;
        return mask.Shape == [scores[0], scores[3]]
            ? mask.Reshape([scores[0], 1, 1, scores[3]])
            : throw Misfit(mask, scores, $"[{scores[0]}, {scores[3]}]");
    }

    private static ShapeException Misfit(Tensor mask, Shape scores, string fix) => new(
        "multi-head attention", "a mask does not fit.",
        [("mask", mask.Spec, ""), ("scores", new(scores, mask.DType), "N, H, L, S")], $"It must be {fix}.");
}
