using System.Text.Json;
using Vireo.Testing;
using Vireo.Vision.Imaging;

namespace Vireo.Goldens.Imaging;

/// <summary>Input pictures of golden cases, and the comparison with expected ones.</summary>
internal static class GoldenPicture
{
    /// <summary>Whether a case works on floating-point pictures.</summary>
    public static bool IsFloat(JsonElement item) => item.GetProperty("input").Text("kind") == "float";

    /// <summary>Height, width and channels of the input.</summary>
    public static (int Height, int Width, int Channels) Extents(JsonElement item)
    {
        var shape = item.GetProperty("input").GetProperty("shape").Ints();
        return (shape[0], shape[1], shape.Length > 2 ? shape[2] : 1);
    }

    /// <summary>The 8-bit input.</summary>
    public static Image Bytes(JsonElement item)
    {
        var (height, width, channels) = Extents(item);
        var kind = item.GetProperty("input").Text("kind");
        return new(width, height, channels, kind switch
        {
            "noise" => GoldenFill.Noise(height * width * channels),
            "smooth" => GoldenFill.Smooth(height, width, channels),
            _ => throw new MissingException($"pictures of kind {kind}"),
        });
    }

    /// <summary>The floating-point input, in [0, 1).</summary>
    public static float[] Floats(JsonElement item)
    {
        var (height, width, channels) = Extents(item);
        var fill = GoldenFill.Values(item.GetProperty("input").Text("key"), height * width * channels);
        return Array.ConvertAll(fill, v => (float)(v * 0.5 + 0.5));
    }

    /// <summary>Throws unless an 8-bit picture is the expected one, within the case's tolerance.</summary>
    /// <exception cref="MismatchException">Its size or a value differs.</exception>
    public static void Require(JsonElement item, Image found)
    {
        var output = item.GetProperty("output");
        if (output.Find("b64") is not { } expected)
        {
            throw new MissingException($"{item.Text("op")} that returns floats");
        }

        var shape = output.GetProperty("shape").Ints();
        if ((shape[0], shape[1]) != (found.Height, found.Width) || (shape.Length > 2 ? shape[2] : 1) != found.Channels)
        {
            throw new MismatchException(
                $"the picture is {found.Width} x {found.Height}, expected {shape[1]} x {shape[0]}");
        }

        double[] values = [.. found.Pixels.ToArray().Select(v => (double)v)];
        Require(item, [.. expected.GetBytesFromBase64().Select(v => (double)v)], values);
    }

    /// <summary>Throws unless floating-point values are the expected ones.</summary>
    /// <exception cref="MismatchException">A value differs.</exception>
    public static void Require(JsonElement item, float[] found) =>
        Require(
            item, item.GetProperty("output").GetProperty("data").Numbers(), Array.ConvertAll(found, v => (double)v));

    /// <summary>The floating-point input as a picture; 8-bit ones with their values as they are.</summary>
    public static FloatImage FloatPicture(JsonElement item)
    {
        if (!IsFloat(item)) return FloatImage.Of(Bytes(item));
        var (height, width, channels) = Extents(item);
        return new(width, height, channels, Floats(item));
    }

    /// <summary>Throws unless a floating-point picture is the expected one.</summary>
    /// <exception cref="MismatchException">A value differs.</exception>
    public static void Require(JsonElement item, FloatImage found) => Require(item, found.Values.ToArray());

    /// <summary>Throws unless numbers are the expected ones, within the case's tolerance.</summary>
    /// <exception cref="MismatchException">There are more or fewer, or one differs.</exception>
    public static void Require(JsonElement item, double[] expected, double[] found)
    {
        var tolerance = item.Find("tolerance")?.Number() ?? 0;
        if (expected.Length != found.Length)
        {
            throw new MismatchException($"{found.Length} values, expected {expected.Length}");
        }

        for (var i = 0; i < expected.Length; i++)
        {
            if (Math.Abs(expected[i] - found[i]) <= tolerance) continue;
            throw new MismatchException(
                $"value {i} is {found[i]:R}, expected {expected[i]:R} (allowed {tolerance:g2})");
        }
    }
}
