using System.Text.Json;
using Vireo.Goldens.Ops;
using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Geometry;

namespace Vireo.Goldens.Imaging;

/// <summary>Cases whose output is a list of named measures.</summary>
internal static class Outlines
{
    /// <summary>Measures of a polygon.</summary>
    public static void Polygon(JsonElement item, (double X, double Y)[] points)
    {
        var box = Polygons.MinAreaRect(points);
        var (x, y) = Polygons.Centroid(points);
        Compare(item, name => name switch
        {
            "area" => [Polygons.Area(points)],
            "perimeter" => [Polygons.Perimeter(points)],
            "min_area_rect_area" => [box.Area],
            "min_area_rect_center" => [box.X, box.Y],
            "centroid" => [x, y],
            "convex" or "is_convex" => [Polygons.ConvexHull(points).Length == points.Length ? 1 : 0],
            "hull_area" => [Polygons.Area(Polygons.ConvexHull(points))],
            "bounding_box_xywh" or "bounding_rect_xywh" or "bounding_rect" =>
            [
                points.Min(p => p.X), points.Min(p => p.Y),
                points.Max(p => p.X) - points.Min(p => p.X) + 1, points.Max(p => p.Y) - points.Min(p => p.Y) + 1,
            ],
            _ => throw new MissingException($"{name} of a polygon"),
        });
    }

    /// <summary>Corners of a convex hull.</summary>
    public static void Hull(JsonElement item, (double X, double Y)[] points) => Compare(item, name => name switch
    {
        "hull_as_set" => [.. Polygons.ConvexHull(points).Order().SelectMany(p => new[] { p.X, p.Y })],
        "area" => [Polygons.Area(Polygons.ConvexHull(points))],
        "count" => [Polygons.ConvexHull(points).Length],
        _ => throw new MissingException($"{name} of a hull"),
    });

    /// <summary>Parts of a mask.</summary>
    public static void Components(JsonElement item, OpCall call)
    {
        var rows = item.GetProperty("args").GetProperty("mask");
        var values = call.Numbers("mask") ?? [];
        var mask = new Image(
            values.Length / rows.GetArrayLength(), rows.GetArrayLength(), 1, [.. values.Select(v => (byte)v)]);
        Compare(item, name =>
        {
            var parts = ConnectedComponents.Of(mask, diagonal: !name.Contains('4', StringComparison.Ordinal)).Parts;
            return name.Replace("4", "", StringComparison.Ordinal).Replace("8", "", StringComparison.Ordinal) switch
            {
                "count_without_background" => [parts.Count],
                "count" or "count_with_background" => [parts.Count + 1],
                "areas_sorted" => [.. parts.Select(p => (double)p.Area).Order()],
                "boxes_xywh_sorted" =>
                [
                    .. parts.Select(p => p.Box).OrderBy(b => (b.X, b.Y, b.Width, b.Height))
                        .SelectMany(b => new double[] { b.X, b.Y, b.Width, b.Height }),
                ],
                "centroids_sorted" =>
                    [.. parts.Select(p => (p.X, p.Y)).Order().SelectMany(p => new[] { p.X, p.Y })],
                _ => throw new MissingException($"{name} of a mask"),
            };
        });
    }

    private static void Compare(JsonElement item, Func<string, double[]> found)
    {
        foreach (var expected in item.GetProperty("output").EnumerateObject())
        {
            try
            {
                GoldenPicture.Require(item, expected.Value.Numbers(), found(expected.Name));
            }
            catch (MismatchException mismatch)
            {
                throw new MismatchException($"{expected.Name}: {mismatch.Message}");
            }
        }
    }
}
