namespace Vireo.Ops;

/// <summary>The fluent forms of <see cref="Resize2d"/>, with the meaning of PyTorch's <c>interpolate</c>.</summary>
public static class Resize2dOp
{
    // The kernel of Pillow, which antialiasing follows, is flatter than that of plain interpolation.
    private const double SmoothCubic = -0.5;

    extension(Tensor x)
    {
        /// <summary>Resamples to a size: images <c>[N, C, H, W]</c>, sequences <c>[N, C, L]</c> or volumes
        /// <c>[N, C, D, H, W]</c>.</summary>
        /// <param name="size">Extents of the axes after the channels.</param>
        /// <param name="kind">How.</param>
        /// <param name="alignCorners">Whether first and last pixels coincide; linear and cubic.</param>
        /// <param name="antialias">Whether all pixels count when the image shrinks; linear and cubic.</param>
        /// <exception cref="ShapeException">The tensor has no such axes, or an extent is zero.</exception>
        public Tensor Resize(
            ReadOnlySpan<int> size, Interpolation kind = Interpolation.Linear, bool alignCorners = false,
            bool antialias = false) =>
            Resample(x, size.ToArray(), new double[size.Length], kind, alignCorners, antialias);

        /// <summary>Resamples by factors to the extents <c>⌊extent · scale⌋</c>.</summary>
        /// <param name="scales">Output over input, one for each axis after the channels, or one for all.</param>
        /// <param name="kind">How.</param>
        /// <param name="alignCorners">Whether first and last pixels coincide; linear and cubic.</param>
        /// <param name="recomputeScale">Whether coordinates follow the quotient of the extents, which rounding has
        /// changed, instead of the factor itself.</param>
        /// <param name="antialias">Whether all pixels count when the image shrinks; linear and cubic.</param>
        /// <exception cref="ShapeException">The tensor has no such axes, or an extent would be zero.</exception>
        public Tensor ResizeBy(
            ReadOnlySpan<double> scales, Interpolation kind = Interpolation.Linear, bool alignCorners = false,
            bool recomputeScale = false, bool antialias = false)
        {
            var axes = x.Shape.Rank - 2;
            var all = scales.Length == 1 && axes > 0 ? Enumerable.Repeat(scales[0], axes).ToArray() : scales.ToArray();
            var size = new int[all.Length];
            for (var i = 0; i < size.Length && i < axes; i++) size[i] = (int)Math.Floor(x.Shape[i + 2] * all[i]);
            return Resample(x, size, recomputeScale ? new double[all.Length] : all, kind, alignCorners, antialias);
        }
    }

    private static Tensor Resample(
        Tensor x, int[] size, double[] scales, Interpolation kind, bool alignCorners, bool antialias)
    {
        var s = x.Shape;
        if (s.Rank is < 3 or > 5 || size.Length != s.Rank - 2 || Array.Exists(size, e => e < 1))
        {
            throw new ShapeException("resize", $"[{string.Join(", ", size)}] is no size for it.",
                [("x", x.Spec, "N, C, then one to three axes")],
                "Give one positive extent, or one scale that leaves a pixel, for each axis after the channels.");
        }

        Tensor Plane(Tensor image, int height, int width, double scaleH, double scaleW) =>
            kind == Interpolation.Area
                ? image.AdaptiveAveragePool2d(height, width)
                : Tensor.Of(Rule(image.Shape, height, width, scaleH, scaleW, kind, alignCorners, antialias), image);

        switch (s.Rank)
        {
            case 3:
                return Plane(x.Reshape([s[0], s[1], 1, s[2]]), 1, size[0], 0, scales[0]).Reshape([s[0], s[1], size[0]]);
            case 4:
                return Plane(x, size[0], size[1], scales[0], scales[1]);
            default:
                var deep = Plane(x.Reshape([s[0], s[1], s[2], s[3] * s[4]]), size[0], s[3] * s[4], scales[0], 0);
                var flat = deep.Reshape([s[0], s[1] * size[0], s[3], s[4]]);
                return Plane(flat, size[1], size[2], scales[1], scales[2])
                    .Reshape([s[0], s[1], size[0], size[1], size[2]]);
        }
    }

    private static Resize2d Rule(
        Shape x, int height, int width, double scaleH, double scaleW, Interpolation kind, bool alignCorners,
        bool antialias) => new()
        {
            Height = height, Width = width,
            ScaleH = Effective(scaleH, x[2], height, kind), ScaleW = Effective(scaleW, x[3], width, kind),
            Mode = kind switch
            {
                Interpolation.Nearest or Interpolation.NearestExact => ResizeMode.Nearest,
                Interpolation.Linear => ResizeMode.Linear,
                _ => ResizeMode.Cubic,
            },
            Coordinates = kind == Interpolation.Nearest ? ResizeCoordinates.Asymmetric
                : alignCorners && kind != Interpolation.NearestExact ? ResizeCoordinates.AlignCorners
                : ResizeCoordinates.HalfPixel,
            Rounding = kind == Interpolation.Nearest ? NearestRounding.Floor : NearestRounding.RoundPreferCeiling,
            CubicCoefficient = antialias ? SmoothCubic : -0.75,
            Antialias = antialias && kind is (Interpolation.Linear or Interpolation.Cubic),
        };

    /// <summary>PyTorch copies when nothing is to be done, whatever the factor says.</summary>
    private static double Effective(double scale, int inputs, int outputs, Interpolation kind) => kind switch
    {
        Interpolation.Nearest or Interpolation.NearestExact when outputs == inputs || outputs == 2 * inputs => 0,
        Interpolation.Linear when outputs == inputs => 0,
        _ => scale,
    };
}
