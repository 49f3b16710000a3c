using Vireo.Testing;
using Vireo.Vision.Imaging;

namespace Vireo.Cli.Tests;

/// <summary>Small pictures of one colour each, with noise: learned in seconds.</summary>
internal static class TinyData
{
    private const int Side = 24;
    private static readonly (string Name, byte[] Colour)[] Classes =
        [("blue", [40, 60, 200]), ("green", [50, 190, 60]), ("red", [210, 40, 50])];

    /// <summary>Names of the classes.</summary>
    public static string[] Names => [.. Classes.Select(c => c.Name)];

    /// <summary>Writes a folder per class.</summary>
    /// <returns>Its path.</returns>
    public static string Write(TemporaryFolder folder, string name, int each, ulong seed = 1, int classes = 3)
    {
        var rng = new Rng(seed);
        foreach (var (label, colour) in Classes[..classes])
        {
            for (var i = 0; i < each; i++) folder.Add($"{name}/{label}/{label}{i:00}.png", Picture(colour, rng));
        }

        return folder[name];
    }

    /// <summary>A PNG file of a class.</summary>
    public static byte[] Picture(int label, ulong seed = 1) => Picture(Classes[label].Colour, new Rng(seed));

    private static byte[] Picture(byte[] colour, Rng rng)
    {
        var pixels = new byte[Side * Side * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)Math.Clamp(colour[i % 3] + (int)(30 * rng.Normal()), 0, 255);
        }

        return ImageFile.EncodePng(new Image(Side, Side, 3, pixels));
    }
}
