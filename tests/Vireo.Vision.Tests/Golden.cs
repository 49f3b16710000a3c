using System.Text.Json;
using Vireo.Testing;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Tests;

/// <summary>Reads golden files and rebuilds their inputs from the formulas of their description.</summary>
internal static class Golden
{
    public static JsonElement[] Cases(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.Golden($"imaging/{file}")));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(item => item.Clone())];
    }

    public static JsonElement Case(string file, string name) =>
        Cases(file).Single(item => item.GetProperty("name").GetString() == name);

    public static TheoryData<string> Names(string file, Func<JsonElement, bool> wanted)
    {
        var names = new TheoryData<string>();
        foreach (var item in Cases(file).Where(wanted))
            names.Add(item.GetProperty("name").GetString()!);
        return names;
    }

    public static bool IsFloat(JsonElement item) =>
        item.GetProperty("input").GetProperty("kind").GetString() == "float";

    public static int[] Shape(JsonElement element) =>
        [.. element.GetProperty("shape").EnumerateArray().Select(value => value.GetInt32())];

    public static Image Input(JsonElement item)
    {
        var input = item.GetProperty("input");
        var shape = Shape(input);
        var (height, width, channels) = (shape[0], shape[1], shape.Length > 2 ? shape[2] : 1);
        var noise = input.GetProperty("kind").GetString() == "noise";
        return new(width, height, channels, noise
            ? GoldenFill.Noise(height * width * channels)
            : GoldenFill.Smooth(height, width, channels));
    }

    public static float[] FloatInput(JsonElement item)
    {
        var input = item.GetProperty("input");
        var count = Shape(input).Aggregate(1, (a, b) => a * b);
        var fill = GoldenFill.Values(input.GetProperty("key").GetString()!, count);
        return Array.ConvertAll(fill, value => (float)(value * 0.5 + 0.5));
    }

    public static byte[] Bytes(JsonElement item) => item.GetProperty("output").GetProperty("b64").GetBytesFromBase64();

    public static float[] Floats(JsonElement item) =>
        [.. item.GetProperty("output").GetProperty("data").EnumerateArray().Select(value => value.GetSingle())];

    public static void Agrees(JsonElement item, Image image)
    {
        var shape = Shape(item.GetProperty("output"));
        Assert.Equal((shape[1], shape[0]), (image.Width, image.Height));
        Close(Bytes(item), image.Pixels, item.GetProperty("tolerance").GetInt32());
    }

    public static void Close(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, int tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            if (Math.Abs(expected[i] - actual[i]) > tolerance)
                Assert.Fail($"value {i}: expected {expected[i]}, found {actual[i]}, tolerance {tolerance}");
    }

    public static void Close(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance))
                Assert.Fail($"value {i}: expected {expected[i]}, found {actual[i]}, tolerance {tolerance}");
    }

    /// <summary>A picture of noise, the same each run.</summary>
    public static Image Noise(int width, int height, int channels, string key = "noise") =>
        new(width, height, channels, GoldenFill.Noise(width * height * channels, key));
}
