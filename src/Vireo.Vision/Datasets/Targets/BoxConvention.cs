using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Targets;

/// <summary>What the numbers of a box mean in each annotation format; the one place that converts them.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>Pascal VOC: <c>xmin ymin xmax ymax</c>. The devkit counted pixels from 1 and meant both ends inclusive, so
/// that a box of one pixel has <c>xmin = xmax</c>. Labelling tools and exporters write plain edges instead; that is the
/// default here, and what the devkit wrote is read with <see cref="VocCorners.OneBasedInclusive"/>.</item>
/// <item>COCO: <c>x y width height</c>, left and upper edge and extents, from 0, in pixels.</item>
/// <item>YOLO: <c>cx cy w h</c>, centre and extents divided by width and height of the image.</item>
/// <item>LabelMe: two opposite corners in any order, edges in pixels.</item>
/// </list>
/// All of it is decimal arithmetic of 28 digits. Of what comes from a division, <see cref="Decimals"/> decimals are
/// kept: more than any file has, fewer than the error of the division spoils. So a box that goes through several
/// formats comes back exactly, not nearly.
/// </remarks>
public static class BoxConvention
{
    /// <summary>Decimals of a pixel that are kept.</summary>
    public const int Decimals = 20;

    /// <summary>Edges from a VOC file.</summary>
    public static Box FromVoc(decimal xmin, decimal ymin, decimal xmax, decimal ymax, VocCorners corners) =>
        corners == VocCorners.OneBasedInclusive
            ? new(xmin - 1, ymin - 1, xmax, ymax)
            : new(xmin, ymin, xmax, ymax);

    /// <summary><c>xmin, ymin, xmax, ymax</c> for a VOC file.</summary>
    public static (decimal XMin, decimal YMin, decimal XMax, decimal YMax) ToVoc(Box box, VocCorners corners) =>
        corners == VocCorners.OneBasedInclusive
            ? (Tidy(box.X1 + 1), Tidy(box.Y1 + 1), Tidy(box.X2), Tidy(box.Y2))
            : (Tidy(box.X1), Tidy(box.Y1), Tidy(box.X2), Tidy(box.Y2));

    /// <summary>Edges from a COCO file.</summary>
    public static Box FromCoco(decimal x, decimal y, decimal width, decimal height) =>
        new(x, y, x + width, y + height);

    /// <summary><c>x, y, width, height</c> for a COCO file.</summary>
    public static (decimal X, decimal Y, decimal Width, decimal Height) ToCoco(Box box) =>
        (Tidy(box.X1), Tidy(box.Y1), Tidy(box.Width), Tidy(box.Height));

    /// <summary>Edges from a YOLO file: <c>x1 = (cx − w/2) · W</c>.</summary>
    public static Box FromYolo(decimal cx, decimal cy, decimal w, decimal h, ImageSize size) => new(
        Tidy((cx - w / 2) * size.Width), Tidy((cy - h / 2) * size.Height),
        Tidy((cx + w / 2) * size.Width), Tidy((cy + h / 2) * size.Height));

    /// <summary><c>cx, cy, w, h</c> for a YOLO file: <c>cx = (x1 + x2) / 2W</c>.</summary>
    public static (decimal Cx, decimal Cy, decimal W, decimal H) ToYolo(Box box, ImageSize size) =>
        (Share(box.X1 + box.X2, 2m * size.Width), Share(box.Y1 + box.Y2, 2m * size.Height),
            Share(box.Width, size.Width), Share(box.Height, size.Height));

    /// <summary>A point from shares of width and height.</summary>
    public static Vertex FromShares(decimal x, decimal y, ImageSize size) =>
        new(Tidy(x * size.Width), Tidy(y * size.Height));

    /// <summary>A point as shares of width and height.</summary>
    public static Vertex ToShares(Vertex point, ImageSize size) =>
        new(Share(point.X, size.Width), Share(point.Y, size.Height));

    /// <summary>The number without digits that only a division left, and without zeros at its end.</summary>
    public static decimal Tidy(decimal value) =>
        decimal.Round(value, Decimals, MidpointRounding.ToEven) / 1.0000000000000000000000000000m;

    private static decimal Share(decimal value, decimal of) => value / of / 1.0000000000000000000000000000m;
}
