namespace Vireo.Vision.Imaging.Geometry;

/// <summary>Where each result pixel takes its value from, in steps of 1/32 source pixel (whole ones for
/// nearest).</summary>
/// <remarks>These are OpenCV's fixed-point rules, rounding and all: a float formula differs by whole grey levels where
/// neighbours do.</remarks>
internal abstract class SourceGrid
{
    /// <summary>Bits of the fraction of a position.</summary>
    public const int Bits = 5;

    /// <summary>Positions of a pixel's weights along one axis: 2 to the <see cref="Bits"/>.</summary>
    public const int Steps = 1 << Bits;

    /// <summary>The positions of one result row.</summary>
    public abstract void Row(int row, Span<int> x, Span<int> y);

    /// <summary>An affine map's: 10 bits of fraction, of which the last five are rounded away.</summary>
    public sealed class OfAffine : SourceGrid
    {
        private const int Scale = 1024;
        private readonly Affine2D _back;
        private readonly bool _nearest;
        private readonly int[] _dx;
        private readonly int[] _dy;

        public OfAffine(Affine2D back, int width, bool nearest)
        {
            (_back, _nearest, _dx, _dy) = (back, nearest, new int[width], new int[width]);
            for (var x = 0; x < width; x++)
                (_dx[x], _dy[x]) = (Saturate.ToInt(back.A * x * Scale), Saturate.ToInt(back.D * x * Scale));
        }

        public override void Row(int row, Span<int> x, Span<int> y)
        {
            var (half, shift) = _nearest ? (Scale / 2, 10) : (Scale / Steps / 2, 10 - Bits);
            var startX = unchecked(Saturate.ToInt((_back.B * row + _back.C) * Scale) + half);
            var startY = unchecked(Saturate.ToInt((_back.E * row + _back.F) * Scale) + half);
            for (var i = 0; i < x.Length; i++)
                (x[i], y[i]) = (unchecked(startX + _dx[i]) >> shift, unchecked(startY + _dy[i]) >> shift);
        }
    }

    /// <summary>A perspective map's: rounded half to even from double precision.</summary>
    public sealed class OfPerspective(Perspective2D back, ImageSize size, bool nearest) : SourceGrid
    {
        /// <summary>OpenCV adds up positions within blocks of this width, which decides over last bits.</summary>
        private readonly int _block = Math.Min(1024 / Math.Min(16, size.Height), size.Width);

        public override void Row(int row, Span<int> x, Span<int> y)
        {
            var unit = nearest ? 1.0 : Steps;
            for (var i = 0; i < x.Length; i++)
            {
                var within = i % _block;
                var start = i - within;
                var w = back.G * start + back.H * row + back.I + back.G * within;
                w = w == 0 ? 0 : unit / w;
                x[i] = Saturate.ToInt((back.A * start + back.B * row + back.C + back.A * within) * w);
                y[i] = Saturate.ToInt((back.D * start + back.E * row + back.F + back.D * within) * w);
            }
        }
    }

    /// <summary>A table's: rounded half to even.</summary>
    public sealed class OfTable(float[] mapX, float[] mapY, bool nearest) : SourceGrid
    {
        public override void Row(int row, Span<int> x, Span<int> y)
        {
            var unit = nearest ? 1 : Steps;
            for (var i = 0; i < x.Length; i++)
            {
                var at = row * x.Length + i;
                (x[i], y[i]) = (Saturate.ToInt(mapX[at] * unit), Saturate.ToInt(mapY[at] * unit));
            }
        }
    }
}
