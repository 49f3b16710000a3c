using Vireo.Kernels;

namespace Vireo.Ops;

/// <summary>The four pixels around a moved tap, and how much each weighs; -1 stands for a pixel outside.</summary>
internal readonly record struct DeformableSample
{
    private readonly double _y;
    private readonly double _x;

    private DeformableSample(double y, double x, int h, int w)
    {
        var (top, left) = ((int)Math.Floor(y), (int)Math.Floor(x));
        (_y, _x) = (y - top, x - left);
        int At(int row, int column) => (uint)row < (uint)h && (uint)column < (uint)w ? row * w + column : -1;
        (P00, P01) = (At(top, left), At(top, left + 1));
        (P10, P11) = (At(top + 1, left), At(top + 1, left + 1));
    }

    /// <summary>Pixel above left, <c>h · W + w</c>.</summary>
    public int P00 { get; }

    /// <summary>Pixel above right.</summary>
    public int P01 { get; }

    /// <summary>Pixel below left.</summary>
    public int P10 { get; }

    /// <summary>Pixel below right.</summary>
    public int P11 { get; }

    /// <summary>The sample of tap <c>kh · kW + kw</c> at an output place, moved.</summary>
    public static DeformableSample At(Conv2dGeometry g, int place, int tap, double moveY, double moveX)
    {
        var y = place / g.OW * g.StrideH - g.PadTop + tap / g.KW * g.DilationH + moveY;
        var x = place % g.OW * g.StrideW - g.PadLeft + tap % g.KW * g.DilationW + moveX;

        // Far away everything is outside; so is what is not a number. The comparison keeps both from the integers.
        var isNear = y > -1 && y < g.H && x > -1 && x < g.W;
        return isNear ? new(y, x, g.H, g.W) : new(-2, -2, g.H, g.W);
    }

    /// <summary>Weights of the pixels above left, above right, below left, below right.</summary>
    public (double W00, double W01, double W10, double W11) Weights(BilinearPart part)
    {
        var (y0, y1) = part is BilinearPart.ByY or BilinearPart.ByYX ? (-1, 1) : (1 - _y, _y);
        var (x0, x1) = part is BilinearPart.ByX or BilinearPart.ByYX ? (-1, 1) : (1 - _x, _x);
        return (y0 * x0, y0 * x1, y1 * x0, y1 * x1);
    }
}
