using Vireo.Vision.Augment;
using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Draw;

/// <summary>Draws masks, outlines, boxes with the names of their classes, and key points onto a picture.</summary>
public static class TargetPainter
{
    private const float MaskOpacity = 0.45f, FillOpacity = 0.3f;
    private const int MostNameLength = 24;
    private static readonly Rgb s_ignored = new(40, 40, 40), s_point = new(255, 255, 255);

    // Told apart at a glance, also by most people who see few colours; later classes repeat them.
    private static readonly Rgb[] s_palette =
    [
        new(230, 60, 50), new(60, 130, 240), new(50, 180, 80), new(250, 170, 30), new(160, 80, 220),
        new(40, 200, 210), new(240, 110, 190), new(150, 200, 40), new(140, 90, 50), new(100, 110, 240),
        new(250, 220, 60), new(20, 140, 120),
    ];

    /// <summary>Colour of a class.</summary>
    public static Rgb ColourOf(int label) =>
        s_palette[(label % s_palette.Length + s_palette.Length) % s_palette.Length];

    /// <summary>The picture with its targets.</summary>
    /// <param name="annotated">Picture and targets. Pixels of mask value 0 stay as they are, those of 255 (no class)
    /// become dark.</param>
    /// <param name="classes">Names by index; a class without one shows its number.</param>
    public static Image Draw(AnnotatedImage annotated, IReadOnlyList<string> classes)
    {
        ArgumentNullException.ThrowIfNull(annotated);
        ArgumentNullException.ThrowIfNull(classes);
        var canvas = new Canvas(annotated.Image);
        if (annotated.Mask is { } mask)
        {
            var values = mask.Values.ToArray();
            Tint(canvas, at => values[at] switch
            {
                0 => null,
                255 => s_ignored,
                var label => ColourOf(label),
            }, MaskOpacity);
        }

        foreach (var target in annotated.Objects)
            Paint(canvas, target);
        // Names last: nothing covers them.
        foreach (var target in annotated.Objects)
            if (target.Box is { } box)
                Name(canvas, box, NameOf(target.Class, classes), ColourOf(target.Class));
        foreach (var point in annotated.KeyPoints)
            Dot(canvas, point, s_palette[0]);

        return canvas.ToImage();
    }

    private static void Paint(Canvas canvas, ObjectTarget target)
    {
        var colour = ColourOf(target.Class);
        var size = new ImageSize(canvas.Width, canvas.Height);
        var pixels = target.Mask ?? (target.Polygons.Count > 0 ? PolygonFill.Fill(target.Polygons, size) : null);
        if (pixels?.ToPixels() is { } inside)
            Tint(canvas, at => inside[at] != 0 ? colour : null, FillOpacity);
        foreach (var outline in target.Polygons)
            for (var i = 0; i < outline.Vertices.Count; i++)
                canvas.DrawLine(
                    At(outline.Vertices[i]), At(outline.Vertices[(i + 1) % outline.Vertices.Count]), 1, new(colour));
        if (target.Box is { } box)
            Outline(canvas, box, new(colour));
        foreach (var point in target.KeyPoints)
            Dot(canvas, point, colour);
    }

    private static void Outline(Canvas canvas, Box box, Ink ink)
    {
        // Lines lie inside the box, so that one along the picture's edge is seen.
        const float Width = 1.5f;
        var (left, top) = ((float)box.X1 + Width / 2, (float)box.Y1 + Width / 2);
        var (right, bottom) = ((float)box.X2 - Width / 2, (float)box.Y2 - Width / 2);
        canvas.DrawLine(new(left, top), new(right, top), Width, ink);
        canvas.DrawLine(new(right, top), new(right, bottom), Width, ink);
        canvas.DrawLine(new(right, bottom), new(left, bottom), Width, ink);
        canvas.DrawLine(new(left, bottom), new(left, top), Width, ink);
    }

    private static void Name(Canvas canvas, Box box, string name, Rgb colour)
    {
        var width = Lettering.WidthOf(name) + 4;
        var height = Lettering.Height + 4;
        var x = (int)Math.Clamp(box.X1, 0, Math.Max(0, canvas.Width - width));
        // Above the box, or where there is no room inside it.
        var y = (int)Math.Clamp(box.Y1 >= height ? box.Y1 - height : box.Y1, 0, Math.Max(0, canvas.Height - height));
        canvas.FillPolygon([new(x, y), new(x + width, y), new(x + width, y + height), new(x, y + height)], new(colour));
        var light = 0.299f * colour.R + 0.587f * colour.G + 0.114f * colour.B > 150;
        Lettering.Write(canvas, name, x + 2, y + 2, light ? new(0, 0, 0) : new(255, 255, 255));
    }

    private static void Dot(Canvas canvas, KeyPoint point, Rgb colour)
    {
        if (point.Visibility == Visibility.Missing)
            return;

        var seen = point.Visibility == Visibility.Visible;
        canvas.FillEllipse(new(At(point.Place), 2.5f, 2.5f), new(seen ? s_point : colour));
        canvas.FillEllipse(new(At(point.Place), 1.5f, 1.5f), new(seen ? colour : s_ignored));
    }

    private static void Tint(Canvas canvas, Func<int, Rgb?> colourAt, float opacity) => canvas.Map((place, below) =>
        colourAt((int)place.Y * canvas.Width + (int)place.X) is not { } colour ? below
            : new(Mix(below.R, colour.R, opacity), Mix(below.G, colour.G, opacity), Mix(below.B, colour.B, opacity)));

    private static byte Mix(byte below, byte above, float opacity) => (byte)(below + (above - below) * opacity + 0.5f);

    private static string NameOf(int label, IReadOnlyList<string> classes)
    {
        var name = label >= 0 && label < classes.Count ? classes[label] : $"{label}";
        return name.Length > MostNameLength ? name[..MostNameLength] : name;
    }

    // A place far outside must stay a number that can be drawn with.
    private static Point At(Vertex vertex) =>
        new((float)Math.Clamp(vertex.X, -100_000, 100_000), (float)Math.Clamp(vertex.Y, -100_000, 100_000));
}
