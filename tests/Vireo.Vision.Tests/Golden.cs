using System.Text;
using System.Text.Json;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Tests;

/// <summary>Reads golden files and rebuilds their inputs from the formulas of their description.</summary>
internal static class Golden
{
    public static string Root { get; } = FindRoot();

    public static JsonElement[] Cases(string file)
    {
        var path = Path.Combine(Root, "tests", "goldens", "imaging", file);
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
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
        var pixels = new byte[height * width * channels];
        var seed = Seed("imaging/noise");
        var noise = input.GetProperty("kind").GetString() == "noise";
        for (var i = 0; i < pixels.Length; i++)
        {
            var (y, x, c) = (i / channels / width, i / channels % width, i % channels);
            pixels[i] = noise ? (byte)(Hash(seed, (uint)i) >> 24)
                : (byte)Math.Min(255, 5 * x + 3 * y + 40 * c + ((x * y) >> 2));
        }

        return new(width, height, channels, pixels);
    }

    public static float[] FloatInput(JsonElement item)
    {
        var input = item.GetProperty("input");
        var seed = Seed(input.GetProperty("key").GetString()!);
        var values = new float[Shape(input).Aggregate(1, (a, b) => a * b)];
        for (uint i = 0; i < values.Length; i++)
        {
            var fill = (float)((Hash(seed, i) >> 8) / 8388608.0 - 1.0);
            values[i] = (float)(fill * 0.5 + 0.5);
        }

        return values;
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
    public static Image Noise(int width, int height, int channels, string key = "noise")
    {
        var seed = Seed(key);
        var pixels = new byte[width * height * channels];
        for (uint i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(Hash(seed, i) >> 24);
        return new(width, height, channels, pixels);
    }

    private static uint Seed(string key) =>
        Encoding.UTF8.GetBytes(key).Aggregate(2166136261u, (hash, value) => unchecked((hash ^ value) * 16777619));

    private static uint Hash(uint seed, uint i)
    {
        unchecked
        {
            var h = seed + i * 0x9E3779B9u;
            h = (h ^ (h >> 16)) * 0x85EBCA6Bu;
            h = (h ^ (h >> 13)) * 0xC2B2AE35u;
            return h ^ (h >> 16);
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Vireo.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Vireo.slnx is in no folder above the tests.");
    }
}
