using System.Text.Json;
using System.Text.RegularExpressions;
using Vireo.Goldens.Ops;
using Vireo.Vision.Imaging;

namespace Vireo.Goldens.Imaging;

/// <summary>Compares operations on pictures with golden cases.</summary>
internal static partial class ImagingParity
{
    /// <summary>The result of one case.</summary>
    public static CaseResult Run(JsonElement item)
    {
        // Cases are named after their arguments, which stand in args as well: contrast0p6, adjust_hue_m0p35.
        var op = Arguments().Replace(item.Text("op"), "");
        return CaseResult.Of(item.Text("name"), op, () =>
        {
            var call = new OpCall(op, item.Find("args") ?? default, []);
            Check(item, op, call);
            call.RequireAllRead();
        });
    }

    private static void Check(JsonElement item, string op, OpCall call)
    {
        switch (op)
        {
            case "decode": Decode(item, call); break;
            case "resize": Resize(item, call); break;
            case "flip": RequireBytes(item, image => Flip(image, call.Text("axis", ""))); break;
            case "rotate": RequireBytes(item, image => Turn(image, call.Text("turn", ""))); break;
            case "copy_make_border": RequireBytes(item, image => image.Pad(Border(call))); break;
            case "crop":
                var region =
                    new PixelRegion(call.Int("x", 0), call.Int("y", 0), call.Int("width", 0), call.Int("height", 0));
                RequireBytes(item, image => image.Crop(region));
                break;
            default:
                if (!GeometryCases.Run(item, call) && !FilterCases.Run(item, call) && !ColourCases.Run(item, call)
                    && !ToneCases.Run(item, call)) throw new MissingException(op);
                break;
        }
    }

    /// <summary>The kind of border that a case asks for.</summary>
    public static PadMode Border(OpCall call, string otherwise) => call.Text("border", otherwise) switch
    {
        "constant" => PadMode.Constant,
        "replicate" => PadMode.Replicate,
        "reflect101" => PadMode.Reflect,
        "reflect" => PadMode.Symmetric,
        "wrap" => PadMode.Wrap,
        var other => throw new MissingException($"a border of {other}"),
    };

    /// <summary>Runs a case on the 8-bit input.</summary>
    public static void RequireBytes(JsonElement item, Func<Image, Image> operation)
    {
        if (GoldenPicture.IsFloat(item)) throw new MissingException($"{item.Text("op")} of floats");
        GoldenPicture.Require(item, operation(GoldenPicture.Bytes(item)));
    }

    private static void Decode(JsonElement item, OpCall call)
    {
        // What the file holds, for reading; the picture is upright and has the size of the output.
        _ = (call.Int("orientation", 1), call.Int("stored_height", 0), call.Int("stored_width", 0));
        var bytes = item.GetProperty("file_b64").GetBytesFromBase64();
        RequireFormat(ImageFile.Identify(bytes), item.Text("name"));
        var shape = item.GetProperty("output").GetProperty("shape").Ints();
        var channels = shape.Length > 2 ? shape[2] : 1;
        if (channels != 2)
        {
            GoldenPicture.Require(item, ImageFile.Read(bytes).ToImage(channels));
            return;
        }

        // Grey with alpha comes as colour with alpha.
        var colour = ImageFile.Read(bytes).ToImage(4);
        var pixels = colour.Pixels.ToArray();
        for (var i = 0; i < pixels.Length; i += 4)
        {
            if (pixels[i] != pixels[i + 1] || pixels[i] != pixels[i + 2])
            {
                throw new MismatchException("grey came as a colour");
            }
        }

        var expected = item.GetProperty("output").GetProperty("b64").GetBytesFromBase64();
        byte[] found = [.. pixels.Where((_, i) => i % 4 is 0 or 3)];
        if (!expected.SequenceEqual(found)) throw new MismatchException("grey with alpha differs");
    }

    private static void RequireFormat(ImageFormat format, string name)
    {
        if (format == ImageFormat.Unknown)
        {
            throw new MissingException($"decoding {name}");
        }
    }

    private static void Resize(JsonElement item, OpCall call)
    {
        var (width, height) = (call.Int("width", 0), call.Int("height", 0));
        var word = call.Text("interpolation", "");
        var interpolation = word switch
        {
            "nearest" => Interpolation.Nearest,
            "linear" or "bilinear" => Interpolation.Bilinear,
            "cubic" or "bicubic" => Interpolation.Bicubic,
            "area" => Interpolation.Area,
            "lanczos" or "lanczos4" => Interpolation.Lanczos,
            "box" => Interpolation.Box,
            "hamming" => Interpolation.Hamming,
            _ => throw new MissingException($"resize with {word}"),
        };
        var antiAlias = item.Text("note").Contains("antialiased", StringComparison.OrdinalIgnoreCase);
        if (!GoldenPicture.IsFloat(item))
        {
            GoldenPicture.Require(item, GoldenPicture.Bytes(item).Resize(width, height, interpolation, antiAlias));
            return;
        }

        var (rows, columns, channels) = GoldenPicture.Extents(item);
        if (channels != 1) throw new MissingException("resize of floating-point colour");
        GoldenPicture.Require(item, ImageResize.Resize(
            GoldenPicture.Floats(item), new(columns, rows), new(width, height), interpolation, antiAlias));
    }

    private static Image Flip(Image image, string axis) => axis switch
    {
        "horizontal" => image.FlipHorizontal(),
        "vertical" => image.FlipVertical(),
        "both" => image.Oriented(Orientation.Rotate180),
        _ => throw new MissingException($"flip along {axis}"),
    };

    private static Image Turn(Image image, string turn) => turn switch
    {
        "90cw" => image.Oriented(Orientation.Rotate90Clockwise),
        "180" => image.Oriented(Orientation.Rotate180),
        "90ccw" => image.Oriented(Orientation.Rotate90CounterClockwise),
        _ => throw new MissingException($"a turn by {turn}"),
    };

    private static Padding Border(OpCall call) => new()
    {
        Top = call.Int("top", 0), Bottom = call.Int("bottom", 0),
        Left = call.Int("left", 0), Right = call.Int("right", 0),
        Value = (byte)call.Number("value", 0),
        Mode = Border(call, "constant"),
    };

    [GeneratedRegex("_?m?[0-9]+(p[0-9]+)?$")]
    private static partial Regex Arguments();
}
