using System.Text.Json;
using Vireo.Goldens.Ops;
using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Geometry;

namespace Vireo.Goldens.Imaging;

/// <summary>Warps, maps from points, and measures of outlines and masks.</summary>
internal static class GeometryCases
{
    /// <summary>Runs a case; false when it is none of these.</summary>
    public static bool Run(JsonElement item, OpCall call)
    {
        switch (call.Op)
        {
            case "warp_affine" or "rotate_arbitrary": WarpAffine(item, call); break;
            case "warp_perspective": WarpPerspective(item, call); break;
            case "remap": Remap(item, call); break;
            case "transpose":
                ImagingParity.RequireBytes(item, image => image.Oriented(Orientation.Transpose));
                break;
            case "get_affine_transform":
                Numbers(item, Affine2D.FromPoints(Points(call, "src"), Points(call, "dst")));
                break;
            case "similarity_transform":
                Numbers(item, Affine2D.Similarity(Points(call, "src"), Points(call, "dst")));
                break;
            case "get_rotation_matrix" or "get_rotation_matrix2d" or "rotation_matrix":
                Numbers(item, Turn(call));
                break;
            case "get_perspective_transform":
                var map = Perspective2D.FromPoints(Points(call, "src"), Points(call, "dst"));
                GoldenPicture.Require(
                    item, item.GetProperty("output").GetProperty("data").Numbers(),
                    [map.A, map.B, map.C, map.D, map.E, map.F, map.G, map.H, map.I]);
                break;
            case "polygon": Outlines.Polygon(item, Points(call, "points")); break;
            case "convex_hull": Outlines.Hull(item, Points(call, "points")); break;
            case "connected_components": Outlines.Components(item, call); break;
            default: return false;
        }

        return true;
    }

    private static (double X, double Y)[] Points(OpCall call, string name)
    {
        var numbers = call.Numbers(name) ?? throw new MissingException($"{call.Op} without {name}");
        return [.. Enumerable.Range(0, numbers.Length / 2).Select(i => (numbers[2 * i], numbers[2 * i + 1]))];
    }

    private static Affine2D Turn(OpCall call)
    {
        var centre = call.Numbers("rotation_center_xy") ?? call.Numbers("center_xy") ?? call.Numbers("center")
            ?? throw new MissingException("a rotation without its centre");
        return Affine2D.Rotation((centre[0], centre[1]), call.Number("angle", 0), call.Number("scale", 1));
    }

    private static void Numbers(JsonElement item, Affine2D map) => GoldenPicture.Require(
        item, item.GetProperty("output").GetProperty("data").Numbers(), [map.A, map.B, map.C, map.D, map.E, map.F]);

    private static void WarpAffine(JsonElement item, OpCall call)
    {
        var m = call.Numbers("M") ?? throw new MissingException("a warp without its matrix");
        var map = new Affine2D(m[0], m[1], m[2], m[3], m[4], m[5]);
        if (item.GetProperty("args").Find("angle") is not null)
        {
            // The matrix in the file has been rounded; the map itself is what angle and centre say.
            var turn = Turn(call);
            double[] found = [turn.A, turn.B, turn.C, turn.D, turn.E, turn.F];
            if (found.Zip(m).Any(pair => Math.Abs(pair.First - pair.Second) > 1e-9))
            {
                throw new MismatchException($"the map is {turn}, expected {map}");
            }

            map = turn;
        }

        var (size, options) = Target(call);
        if (GoldenPicture.IsFloat(item))
            GoldenPicture.Require(item, GoldenPicture.FloatPicture(item).Warp(map, size, options));
        else GoldenPicture.Require(item, GoldenPicture.Bytes(item).Warp(map, size, options));
    }

    private static void WarpPerspective(JsonElement item, OpCall call)
    {
        var m = call.Numbers("M") ?? throw new MissingException("a warp without its matrix");
        var map = new Perspective2D(m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8]);
        var (size, options) = Target(call);
        if (GoldenPicture.IsFloat(item))
            GoldenPicture.Require(item, GoldenPicture.FloatPicture(item).Warp(map, size, options));
        else GoldenPicture.Require(item, GoldenPicture.Bytes(item).Warp(map, size, options));
    }

    private static void Remap(JsonElement item, OpCall call)
    {
        var (size, options) = Target(call);
        float[] Table(string name)
        {
            var formula = new Formula(call.Text(name, ""));
            return
            [
                .. Enumerable.Range(0, size.Width * size.Height)
                    .Select(i => (float)formula.At(i % size.Width, i / size.Width)),
            ];
        }

        var (mapX, mapY) = (Table("map_x"), Table("map_y"));
        if (GoldenPicture.IsFloat(item))
            GoldenPicture.Require(item, GoldenPicture.FloatPicture(item).Remap(mapX, mapY, size, options));
        else GoldenPicture.Require(item, GoldenPicture.Bytes(item).Remap(mapX, mapY, size, options));
    }

    private static (ImageSize Size, WarpOptions Options) Target(OpCall call)
    {
        var interpolation = call.Text("interpolation", "linear") switch
        {
            "nearest" => Interpolation.Nearest,
            "linear" or "bilinear" => Interpolation.Bilinear,
            "cubic" or "bicubic" => Interpolation.Bicubic,
            "lanczos" or "lanczos4" => Interpolation.Lanczos,
            var other => throw new MissingException($"a warp with {other}"),
        };
        var value = call.Numbers("value") ?? [];
        byte Fill(int channel) => value.Length == 0 ? (byte)0 : (byte)value[Math.Min(channel, value.Length - 1)];
        return (new(call.Int("width", 0), call.Int("height", 0)), new()
        {
            Interpolation = interpolation, Border = ImagingParity.Border(call, "constant"),
            Fill = new(Fill(0), Fill(1), Fill(2)),
        });
    }
}
