using Vireo.Testing;
using Vireo.Vision.Draw;
using Vireo.Vision.Imaging;

namespace Vireo.Training.Tests.Classification;

/// <summary>Drawn squares and discs, 24x24: a folder per class, below <c>train</c> and <c>val</c>.</summary>
internal static class ShapesData
{
    public static string Create(TemporaryFolder folder, int train = 48, int val = 24)
    {
        var rng = new Rng(11);
        foreach (var (part, count) in ((string, int)[])[("train", train), ("val", val)])
        {
            for (var i = 0; i < count; i++)
            {
                var kind = i % 2 == 0 ? "disc" : "square";
                folder.Add($"data/{part}/{kind}/{i:000}.png", ImageFile.EncodePng(Draw(rng, kind)));
            }
        }

        return folder["data"];
    }

    private static Image Draw(Rng rng, string kind)
    {
        byte Tone(int low) => (byte)(low + rng.Below(80));
        var canvas = new Canvas(24, 24, new Rgb(Tone(0), Tone(0), Tone(0)));
        var (x, y, r) = (rng.Uniform(9, 15), rng.Uniform(9, 15), rng.Uniform(5, 8));
        var ink = new Ink(new Rgb(Tone(170), Tone(170), Tone(170)));
        if (kind == "disc") canvas.FillEllipse(new(new(x, y), r, r), ink);
        else canvas.FillPolygon([new(x - r, y - r), new(x + r, y - r), new(x + r, y + r), new(x - r, y + r)], ink);
        return canvas.ToImage();
    }
}
