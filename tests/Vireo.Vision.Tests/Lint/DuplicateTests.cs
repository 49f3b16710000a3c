using Vireo.Testing;
using Vireo.Vision.Imaging;
using Vireo.Vision.Lint;
using Xunit.Abstractions;

namespace Vireo.Vision.Tests.Lint;

/// <summary>Copies of real photographs are found, and other photographs of the same scenes are not.</summary>
public sealed class DuplicateTests(ITestOutputHelper output) : IDisposable
{
    private const int Each = 60;
    private readonly TemporaryFolder _folder = new();
    private readonly Rng _rng = new(20);

    public void Dispose() => _folder.Dispose();

    /// <summary>Photographs, hands in front of one wall, crops of lions, micrographs that all look alike.</summary>
    [SkippableFact]
    public void Copies_are_found_and_other_pictures_are_not()
    {
        var originals = new[] { "hymenoptera", "sign-digits", "lions", "membrane" }.SelectMany(Originals).ToList();
        for (var i = 0; i < originals.Count; i++) Plant(i, originals[i]);

        var report = Linter.Run(_folder["set"]);

        var pairs = report.Findings.Where(f => f.Code is "VIR1220" or "VIR1221" or "VIR1222")
            .Select(f => (f.Path, Other: f.Related[0])).ToList();
        var right = pairs.Count(pair => Original(pair.Path) == Original(pair.Other));
        double Recall(string kind) => (double)pairs.Count(p => Original(p.Path) == Original(p.Other)
            && p.Path.Contains(kind, StringComparison.Ordinal)) / originals.Count;
        var precision = (double)right / pairs.Count;
        output.WriteLine($"{originals.Count} originals, {pairs.Count} findings: exact {Recall("copy"):0.000}, "
            + $"re-encoded {Recall("quality"):0.000}, cropped {Recall("crop"):0.000}, precision {precision:0.000}");
        foreach (var (path, other) in pairs.Where(p => Original(p.Path) != Original(p.Other)))
            output.WriteLine($"  {path} {originals[int.Parse(Original(path))]} = {originals[int.Parse(Original(other))]}");

        Assert.Equal(1.0, Recall("copy"));
        Assert.True(Recall("quality") >= 0.95);
        Assert.True(Recall("crop") >= 0.80);
        Assert.True(precision >= 0.98);
    }

    [Fact]
    public void A_part_at_the_edge_agrees_where_it_lies_and_another_picture_nowhere()
    {
        var image = Pictures.Make(5, side: 200);
        File.WriteAllBytes(_folder["whole.png"], Pictures.Png(image));
        File.WriteAllBytes(_folder["part.png"], Pictures.Png(image.Crop(new(14, 3, 182, 186))));
        File.WriteAllBytes(_folder["other.png"], Pictures.Png(Pictures.Make(6, side: 200)));
        Texture whole = Texture.Of(ImageFile.Read(_folder["whole.png"]).ToImage()), part = Texture.Of(ImageFile.Read(_folder["part.png"]).ToImage());

        var agreement = Overlay.Best(part, whole);

        Assert.True(agreement.Correlation > 0.97, $"{agreement}");
        Assert.Equal(14 / 200.0, agreement.Place.X, 0.004);
        Assert.Equal(3 / 200.0, agreement.Place.Y, 0.004);
        Assert.Equal(182 / 200.0, agreement.Place.Width, 0.006);
        Assert.Equal(186 / 200.0, agreement.Place.Height, 0.006);
        Assert.True(Overlay.Best(Texture.Of(ImageFile.Read(_folder["other.png"]).ToImage()), whole).Correlation < 0.6);
    }

    [Fact]
    public void The_index_finds_what_a_comparison_of_all_finds()
    {
        ulong[] hashes = [.. Enumerable.Range(0, 3000).Select(_ => _rng.NextUInt() | ((ulong)_rng.NextUInt() << 32))];
        for (var i = 0; i < 1000; i++)
        {
            hashes[i + 1000] = hashes[i];
            for (var flips = _rng.Below(16); flips > 0; flips--) hashes[i + 1000] ^= 1UL << _rng.Below(64);
        }

        var index = new HashIndex(hashes, [.. Enumerable.Range(0, hashes.Length)]);

        for (var i = 0; i < 200; i++)
        {
            var found = new HashSet<int>();
            var budget = int.MaxValue;
            index.Search(hashes[i], ref budget, (at, distance) => found.Add(at));
            var expected = Enumerable.Range(0, hashes.Length).Where(k =>
                System.Numerics.BitOperations.PopCount(hashes[i] ^ hashes[k]) <= HashIndex.Radius);
            Assert.Equal(expected, found.Order());
        }
    }

    private IEnumerable<string> Originals(string name)
    {
        var set = LintSource.Read(RealData.Folder(name));
        LintItem[] items = [.. set.Items];
        _rng.Shuffle<LintItem>(items);
        return items.Take(Each).Select(item => set.FullPath(item.Path));
    }

    // The name of the original comes first in the order of names: the copies are what is reported.
    private void Plant(int number, string path)
    {
        var image = ImageFile.Read(path).ToImage();
        int width = (int)(0.9 * image.Width), height = (int)(0.9 * image.Height);
        var part = image.Crop(new(
            _rng.Below(image.Width - width + 1), _rng.Below(image.Height - height + 1), width, height));
        var name = $"set/{number:0000}";
        _folder.Add($"{name}-a.png", Pictures.Png(image));
        _folder.Add($"{name}-copy.png", File.ReadAllBytes(_folder[$"{name}-a.png"]));
        _folder.Add($"{name}-quality.jpg", ImageFile.EncodeJpeg(image, 50));
        _folder.Add($"{name}-crop.jpg", ImageFile.EncodeJpeg(part, 90));
    }

    private static string Original(string path) => path[..4];
}
