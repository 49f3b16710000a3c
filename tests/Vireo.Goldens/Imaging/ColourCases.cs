using System.Text.Json;
using Vireo.Goldens.Ops;
using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Colour;

namespace Vireo.Goldens.Imaging;

/// <summary>Changes between colour spaces; files have blue first where they say so.</summary>
internal static class ColourCases
{
    /// <summary>Runs a case; false when it is none of these.</summary>
    public static bool Run(JsonElement item, OpCall call)
    {
        if (call.Op != "cvt_color") return false;
        var words = call.Text("code", "").Split('_').ToList();
        var full = words.Remove("full");
        if (words is not [var from, "to", var to]) throw new MissingException($"colours {string.Join('_', words)}");
        if (GoldenPicture.IsFloat(item)) Floats(item, from, to);
        else Bytes(item, from, to, full);
        return true;
    }

    private static void Floats(JsonElement item, string from, string to)
    {
        var image = GoldenPicture.FloatPicture(item);
        if (to == "gray")
        {
            var luma = Swapped(image, from).ToColourSpace(ColourSpace.YCrCb).Values.ToArray();
            GoldenPicture.Require(item, [.. luma.Where((_, i) => i % 3 == 0)]);
        }
        else if (from == "gray")
            GoldenPicture.Require(item, [.. image.Values.ToArray().SelectMany(v => new[] { v, v, v })]);
        else if (IsRgb(from) && IsRgb(to)) GoldenPicture.Require(item, from == to ? image : Swapped(image, "bgr"));
        else if (IsRgb(from)) GoldenPicture.Require(item, Swapped(image, from).ToColourSpace(Space(to, full: false)));
        else GoldenPicture.Require(item, Swapped(image.FromColourSpace(Space(from, full: false)), to));
    }

    private static void Bytes(JsonElement item, string from, string to, bool full)
    {
        var image = GoldenPicture.Bytes(item);
        if (item.Text("note").Contains("first channel taken modulo 180", StringComparison.Ordinal))
        {
            image = new(
                image.Width, image.Height, image.Channels,
                [.. image.Pixels.ToArray().Select((v, i) => (byte)(i % image.Channels == 0 ? v % 180 : v))]);
        }

        if (to == "gray") GoldenPicture.Require(item, Swapped(image, from).WithChannels(1));
        else if (from == "gray") GoldenPicture.Require(item, image.WithChannels(3));
        else if (IsRgb(from) && IsRgb(to)) GoldenPicture.Require(item, from == to ? image : Swapped(image, "bgr"));
        else if (IsRgb(from)) GoldenPicture.Require(item, Swapped(image, from).ToColourSpace(Space(to, full)));
        else GoldenPicture.Require(item, Swapped(image.FromColourSpace(Space(from, full)), to));
    }

    private static bool IsRgb(string name) => name is "bgr" or "rgb";

    private static ColourSpace Space(string name, bool full) => (name, full) switch
    {
        ("hsv", false) => ColourSpace.Hsv,
        ("hsv", true) => ColourSpace.HsvFull,
        ("hls", false) => ColourSpace.Hls,
        ("hls", true) => ColourSpace.HlsFull,
        ("lab", false) => ColourSpace.Lab,
        ("luv", false) => ColourSpace.Luv,
        ("ycrcb", false) => ColourSpace.YCrCb,
        ("yuv", false) => ColourSpace.Yuv,
        ("xyz", false) => ColourSpace.Xyz,
        _ => throw new MissingException($"the colours {name}"),
    };

    private static Image Swapped(Image image, string order)
    {
        if (order == "rgb") return image;
        var pixels = image.Pixels.ToArray();
        for (var i = 0; i < pixels.Length; i += image.Channels) (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
        return new(image.Width, image.Height, image.Channels, pixels);
    }

    private static FloatImage Swapped(FloatImage image, string order)
    {
        if (order == "rgb") return image;
        var values = image.Values.ToArray();
        for (var i = 0; i < values.Length; i += image.Channels) (values[i], values[i + 2]) = (values[i + 2], values[i]);
        return new(image.Width, image.Height, image.Channels, values);
    }
}
