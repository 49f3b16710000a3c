using System.Text;
using Vireo.Training.Report;
using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;

namespace Vireo.Training.Look;

/// <summary>A picture with its targets drawn as lines, which stay sharp at any size.</summary>
internal static class LookFigure
{
    private const int MostShapes = 150, MostVertices = 200, MostNames = 12;

    /// <summary>Picture and caption.</summary>
    public static void Append(
        StringBuilder html, LookData data, LookPictures pictures, string path, string caption)
    {
        html.Append("<figure>");
        var shot = pictures.Shot(path);
        if (shot is { Jpeg.Length: > 0 }) Picture(html, data.Dataset, pictures.SampleOf(path), shot);
        else html.Append($"<div class=\"gone\">{Html.Escape(shot?.Reason ?? "not shown: the page is full")}</div>");
        var name = Html.Escape(path);
        html.Append("<figcaption>");
        if (caption.Length > 0) html.Append($"<div>{Html.Escape(caption)}</div>");
        html.Append($"<div class=\"path\" title=\"{name}\">{name}</div></figcaption></figure>\n");
    }

    private static void Picture(StringBuilder html, Dataset dataset, Sample? sample, LookShot shot)
    {
        var (width, height) = (shot.Size.Width, shot.Size.Height);
        html.Append($"<svg class=\"shot\" viewBox=\"0 0 {width} {height}\" role=\"img\">")
            .Append($"<image width=\"{width}\" height=\"{height}\" preserveAspectRatio=\"none\" ")
            .Append($"href=\"data:image/jpeg;base64,{Convert.ToBase64String(shot.Jpeg)}\"/>");
        if (sample is not null)
        {
            var named = sample.Objects.Count <= MostNames;
            foreach (var target in sample.Objects.Take(MostShapes)) Target(html, dataset, target, shot.Size, named);
            Points(html, sample.KeyPoints, 0, shot.Size);
        }

        html.Append("</svg>");
    }

    private static void Target(StringBuilder html, Dataset dataset, ObjectTarget target, ImageSize size, bool named)
    {
        var colour = LookColour.Css(target.Class);
        var name = target.Class < dataset.Classes.Count ? dataset.Classes[target.Class] : $"{target.Class}";
        html.Append($"<g stroke=\"{colour}\" fill=\"{colour}\"><title>{Html.Escape(target.Text ?? name)}</title>");
        foreach (var polygon in target.Polygons.Take(MostShapes))
        {
            var step = (polygon.Vertices.Count + MostVertices - 1) / MostVertices;
            html.Append("<polygon class=\"area\" points=\"")
                .AppendJoin(' ', polygon.Vertices.Where((_, i) => step <= 1 || i % step == 0)
                    .Select(vertex => $"{X(vertex.X, size)},{Y(vertex.Y, size)}"))
                .Append("\"/>");
        }

        if (target.Box is { } box)
        {
            var (x, y) = (X(Math.Min(box.X1, box.X2), size), Y(Math.Min(box.Y1, box.Y2), size));
            html.Append($"<rect class=\"box\" x=\"{x}\" y=\"{y}\" width=\"{X(Math.Abs(box.Width), size)}\" ")
                .Append($"height=\"{Y(Math.Abs(box.Height), size)}\"/>");
            if (box.IsEmpty) // There would be nothing to see of it.
                html.Append($"<circle class=\"box\" cx=\"{x}\" cy=\"{y}\" r=\"{Radius(size, 4)}\"/>");
            if (named) Name(html, target.Text ?? name, box, size);
        }

        Points(html, target.KeyPoints, target.Class, size);
        html.Append("</g>");
    }

    private static void Name(StringBuilder html, string name, Box box, ImageSize size)
    {
        var high = Math.Max(size.Width, size.Height) / 20m;
        var y = box.Y1 > high ? box.Y1 - high / 4 : box.Y1 + high;
        html.Append($"<text class=\"name\" x=\"{X(Math.Max(0, box.X1), size)}\" y=\"{Y(y, size)}\" ")
            .Append($"font-size=\"{Html.At((double)high)}\">{Html.Escape(name)}</text>");
    }

    private static void Points(StringBuilder html, ValueList<KeyPoint> points, int label, ImageSize size)
    {
        var radius = Radius(size, 1);
        foreach (var (i, point) in points.Index())
        {
            if (point.Visibility == Visibility.Missing) continue;
            var kind = point.Visibility == Visibility.Hidden ? "point hidden" : "point";
            html.Append($"<circle class=\"{kind}\" fill=\"{LookColour.Css(label)}\" r=\"{radius}\" ")
                .Append($"cx=\"{X(point.Place.X, size)}\" cy=\"{Y(point.Place.Y, size)}\"><title>{i}</title></circle>");
        }
    }

    private static string Radius(ImageSize size, int times) =>
        Html.At(Math.Max(size.Width, size.Height) / 90.0 * times);

    // Labels may say anything: what lies far outside stays outside.
    private static string X(decimal value, ImageSize size) =>
        Html.At((double)Math.Clamp(value, -size.Width, 2 * size.Width));

    private static string Y(decimal value, ImageSize size) =>
        Html.At((double)Math.Clamp(value, -size.Height, 2 * size.Height));
}
