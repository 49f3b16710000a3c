namespace Vireo.Ops;

/// <summary>Padding and cropping, composed; inside images by <see cref="PadImage"/>.</summary>
public static class PadOp
{
    extension(Tensor x)
    {
        /// <summary>Adds <paramref name="before"/> and <paramref name="after"/> elements of <paramref name="value"/> to
        /// an axis; negative axes count from the end, negative numbers of elements crop.</summary>
        /// <exception cref="ShapeException">More is cropped than there is.</exception>
        public Tensor Pad(int axis, int before, int after, double value = 0)
        {
            axis = x.Shape.Axis(axis);
            var extent = x.Shape[axis];
            if (Math.Min(before, 0) + Math.Min(after, 0) < -extent)
            {
                throw new ShapeException("pad", $"cropping {-Math.Min(before, 0)} and {-Math.Min(after, 0)} elements.",
                    [("x", x.Spec, "")], $"Axis {axis} has {extent} elements.");
            }

            if (before < 0 || after < 0) x = x.Slice(axis, Math.Max(0, -before), extent + Math.Min(0, after));
            (before, after) = (Math.Max(before, 0), Math.Max(after, 0));
            if (before == 0 && after == 0) return x;
            if (value == 0)
            {
                return Tensor.Of(
                    new Unslice { Axis = axis, Start = before, Extent = before + x.Shape[axis] + after }, x);
            }

            var parts = new List<Tensor> { x };
            if (before > 0) parts.Insert(0, Tensor.Full(value, x.Shape.With(axis, before), x.DType));
            if (after > 0) parts.Add(Tensor.Full(value, x.Shape.With(axis, after), x.DType));
            return Tensor.Concat(axis, [.. parts]);
        }

        /// <summary>Pads or crops the last axes.</summary>
        /// <param name="borders">Elements before and after, for the last axes in their order: two pairs are rows, then
        /// columns of <c>[N, C, H, W]</c>. Negative numbers crop.</param>
        /// <param name="mode">What the padding is filled with.</param>
        /// <param name="value">The number, where it is a constant.</param>
        /// <exception cref="ShapeException">There are more borders than axes, or they are too wide.</exception>
        public Tensor Pad(
            ReadOnlySpan<(int Before, int After)> borders, PadMode mode = PadMode.Constant, double value = 0)
        {
            if (borders.Length > x.Shape.Rank)
            {
                throw new ShapeException("pad", $"{borders.Length} pairs of borders.", [("x", x.Spec, "")],
                    "Give one pair for each of the last axes.");
            }

            var first = x.Shape.Rank - borders.Length;
            if (mode != PadMode.Constant && x.Shape.Rank == 4 && borders.Length == 2)
            {
                return Image(x, mode, borders[0], borders[1]);
            }

            for (var i = 0; i < borders.Length; i++)
            {
                var (before, after) = borders[i];
                if (before == 0 && after == 0) continue;
                x = mode == PadMode.Constant
                    ? x.Pad(first + i, before, after, value)
                    : OneAxis(x, first + i, mode, borders[i]);
            }

            return x;
        }
    }

    private static Tensor Image(
        Tensor x, PadMode mode, (int Before, int After) rows, (int Before, int After) columns) =>
        Tensor.Of(
            new PadImage
            {
                Mode = mode, Top = rows.Before, Bottom = rows.After, Left = columns.Before, Right = columns.After,
            },
            x);

    /// <summary>Any axis can be the rows of an image whose columns are all that lies further in.</summary>
    private static Tensor OneAxis(Tensor x, int axis, PadMode mode, (int Before, int After) border)
    {
        var (outer, inner) = (1, 1);
        foreach (var extent in x.Shape.Extents[..axis]) outer *= extent;
        foreach (var extent in x.Shape.Extents[(axis + 1)..]) inner *= extent;
        var extents = x.Shape[axis];
        var padded = Image(x.Reshape([outer, 1, extents, inner]), mode, border, (0, 0));
        return padded.Reshape(x.Shape.With(axis, padded.Shape[2]));
    }
}
