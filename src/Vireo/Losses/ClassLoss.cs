using Vireo.Ops;

namespace Vireo.Losses;

/// <summary>The loss of labels under log-probabilities.</summary>
internal static class ClassLoss
{
    /// <summary>See <see cref="CrossEntropyLoss"/>; <paramref name="logs"/> are rows <c>[R, C]</c>.</summary>
    public static Tensor Of(
        Tensor logs, Tensor labels, double smoothing, Tensor? weights, long? ignored, Reduction reduction)
    {
        var (rows, classes) = (logs.Shape[0], logs.Shape[1]);
        var flat = labels.Reshape([rows]);
        Tensor? counts = null;
        if (ignored is { } none)
        {
            // An ignored label may leave the axis; class zero stands in for it, and its loss is taken out.
            var isIgnored = flat.IsEqualTo(Tensor.Scalar(none, flat.DType));
            flat = isIgnored.Where(Tensor.Scalar(0, flat.DType), flat);
            counts = 1.0 - isIgnored.Cast(logs.DType);
        }

        var own = logs.Gather(1, flat.Reshape([rows, 1])).Reshape([rows]);
        var share = weights?.Gather(0, flat);
        if (share is not null) own *= share;
        if (share is not null && counts is not null) share *= counts;
        var losses = -own;
        if (smoothing > 0)
        {
            var all = (weights is null ? logs : logs * weights).Sum([-1]);
            losses = losses * (1 - smoothing) - all * (smoothing / classes);
        }

        // A choice rather than a product: an ignored place may have infinite scores.
        if (counts is not null) losses = (counts > 0).Where(losses, Tensor.Scalar(0, losses.DType));
        if (reduction != Reduction.Mean) return losses.Reshape(labels.Shape.Extents).Reduce(reduction);
        var total = (share ?? counts)?.Sum() ?? Tensor.Scalar(rows, logs.DType);
        return losses.Sum() / total;
    }
}
