using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Drops square regions of images <c>[N, C, H, W]</c> while training, each channel its own, and scales the
/// rest so that the mean of the mask is one.</summary>
/// <remarks>Ghiasi, Lin, Le 2018, arXiv:1810.12890. Regions lie wholly inside the image; overlapping ones count
/// once.</remarks>
public sealed class DropBlock : Module
{
    private readonly double _probability;
    private readonly int _size;

    /// <summary>Fixes what is dropped.</summary>
    /// <param name="probability">Share of the image that is dropped, in [0, 1).</param>
    /// <param name="size">Height and width of a region; cut to the image where that is smaller.</param>
    public DropBlock(double probability, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(probability, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        (_probability, _size) = (probability, size);
    }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass)
    {
        var s = x.Shape;
        if (s.Rank != 4)
        {
            throw new ShapeException("drop_block", "images have four axes.", [("x", x.Spec, "N, C, H, W")],
                "Use Dropout for anything else.");
        }

        var size = Math.Min(_size, Math.Min(s[2], s[3]));
        if (_probability == 0 || size == 0) return x;
        // Corners are drawn where a whole region fits, as often as to drop the wanted share in all.
        var (rows, columns) = (s[2] - size + 1, s[3] - size + 1);
        var rate = _probability * s[2] * s[3] / ((double)size * size * rows * columns);
        if (pass.Uniform([s[0], s[1], rows, columns], x.DType) is not { } random) return x;
        var corners = (random < rate).Cast(x.DType).Pad([(size - 1, size - 1), (size - 1, size - 1)]);
        var keep = (1 - corners.MaxPool2d(size, new(1))).Detach();
        var kept = keep.Sum();
        return x * keep * (keep.Shape.Count / (kept > 0).Where(kept, Tensor.Scalar(1, x.DType)));
    }
}
