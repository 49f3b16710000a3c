using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Vireo.Testing;
using Vireo.Training.Bundles;
using Vireo.Weights;

namespace Vireo.Training.Tests.Bundles;

/// <summary>A bundle from a stranger is refused with a code and takes little memory, or is what it was.</summary>
public sealed class HostileBundleTests : IDisposable
{
    private const int Mutations = 200;
    private const long MostBytes = 64L << 20;
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, byte[]> _files = [];

    public HostileBundleTests()
    {
        ModelBundle.OfZoo("mobilenet_v3_small", 3, 32).Save(_folder["good.vireo"]);
        using var archive = ZipFile.OpenRead(_folder["good.vireo"]);
        foreach (var entry in archive.Entries)
        {
            using var stream = entry.Open();
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            _files[entry.FullName] = copy.ToArray();
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_hundred_changes_and_a_hundred_cuts_are_refused_or_harmless()
    {
        var good = File.ReadAllBytes(_folder["good.vireo"]);
        var weights = _files["weights.safetensors"].Length;
        var rng = new Rng(3);
        for (var i = 0; i < Mutations; i++)
        {
            var bytes = good.ToArray();
            if (i % 2 == 0) bytes = bytes[..rng.Below(bytes.Length)];
            // What is not weights has few bytes and much to say: most changes go there.
            else if (i % 5 == 0) bytes[rng.Below(bytes.Length)] ^= (byte)(1 + rng.Below(255));
            else
            {
                var place = rng.Below(bytes.Length - weights);
                var start = good.AsSpan().IndexOf(_files["weights.safetensors"].AsSpan(0, 64));
                bytes[place < start ? place : place + weights] ^= (byte)(1 << rng.Below(8));
            }

            var path = _folder.Add("bad.vireo", bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Assert.Equal(3, ModelBundle.Open(path).Description.Classes.Count);
            }
            catch (BadModelFileException refusal)
            {
                Assert.StartsWith("VIR2", refusal.Code, StringComparison.Ordinal);
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        }
    }

    [Fact]
    public void Damage_is_named()
    {
        var bytes = File.ReadAllBytes(_folder["good.vireo"]);
        bytes[bytes.Length / 2] ^= 1;
        Assert.Contains("the checksum of weights.safetensors is wrong", Refusal("VIR2801", bytes), StringComparison.Ordinal);
        Assert.Contains("truncated", Refusal("VIR2002", bytes[..^100]), StringComparison.Ordinal);
        Refusal("VIR2800", Encoding.UTF8.GetBytes("not a zip archive at all, but long enough to be one"));
    }

    [Fact]
    public void Archives_that_are_no_bundles_are_told_apart()
    {
        Assert.Contains("manifest.json", Refusal("VIR2800", Packed([("a.txt", [1])])), StringComparison.Ordinal);
        Refusal("VIR2800", Packed([("manifest.json", "{"u8.ToArray())]));
        Assert.Contains("../../evil", Refusal("VIR2013", Packed([.. Good(), ("../../evil", [1])])), StringComparison.Ordinal);
        Assert.Contains("stranger", Refusal("VIR2802", Packed([.. Good(), ("stranger", [1])])), StringComparison.Ordinal);
        Assert.Contains("weights.safetensors",
            Refusal("VIR2802", Packed([.. Good().Where(f => f.Name != "weights.safetensors")])), StringComparison.Ordinal);
        Refusal("VIR2802", Packed([.. Good(), .. Enumerable.Range(0, 100).Select(i => ($"f{i}", new byte[1]))]));
        Refusal("VIR2013", Packed(Good(), CompressionLevel.SmallestSize));
        var newer = JsonNode.Parse(_files["manifest.json"])!;
        newer["format"] = 3;
        Refusal("VIR2804", Packed([.. Good().Where(f => f.Name != "manifest.json"),
            ("manifest.json", Encoding.UTF8.GetBytes(newer.ToJsonString()))]));
    }

    [Fact]
    public void Archives_that_hold_more_than_their_bytes_are_refused_in_bounded_memory()
    {
        var bomb = Packed([.. Good().Where(f => f.Name != "model.json"), ("model.json", new byte[32 << 20])],
            CompressionLevel.SmallestSize);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.InRange(bomb.Length, 1, 12 << 20);
        Refusal("VIR2013", bomb);
        Assert.Contains("twice", Refusal("VIR2004", Packed([.. Good(), ("model.json", [1])])), StringComparison.Ordinal);

        // Two names for the same bytes: the second entry of the directory points to the first file.
        var bytes = Packed(Good());
        var first = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8);
        var second = first + 4 + bytes.AsSpan(first + 4).IndexOf("PK\u0001\u0002"u8);
        bytes.AsSpan(first + 42, 4).CopyTo(bytes.AsSpan(second + 42));
        Refusal("VIR2005", bytes);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
    }

    [Theory]
    [InlineData("model", "\"nonsense\"")]
    [InlineData("classes", "[]")]
    [InlineData("batch_size", "0")]
    [InlineData("preprocessing.view.size", "1000000")]
    [InlineData("preprocessing.view.shorter_side", "5")]
    [InlineData("preprocessing.std.g", "0")]
    [InlineData("preprocessing.mean.r", "\"NaN\"")]
    [InlineData("preprocessing", "null")]
    [InlineData("postprocessing.top", "0")]
    [InlineData("postprocessing.threshold", "2")]
    [InlineData("precision", "77")]
    [InlineData("channels", "null")]
    [InlineData("channels", "[{\"layer\": null, \"channels\": 8}]")]
    [InlineData("channels", "[{\"layer\": \"nonsense\", \"channels\": 8}]")]
    [InlineData("channels", "[{\"layer\": \"features.0.0\", \"channels\": 2000000000}]")]
    [InlineData("channels", "[{\"layer\": \"features.0.0\", \"channels\": -1}]")]
    public void A_description_that_cannot_be_true_is_refused(string key, string value) =>
        Refusal("VIR2803", Described(node => Set(node, key, JsonNode.Parse(value))));

    [Fact]
    public void Classes_beyond_the_weights_are_refused_before_memory_is_taken()
    {
        var classes = new JsonArray([.. Enumerable.Range(0, 1_000_000).Select(i => (JsonNode)$"{i}")]);
        Refusal("VIR2803", Described(node => node["classes"] = classes));
    }

    [Theory]
    [InlineData("missing", "missing")]
    [InlineData("short", "no magnitudes")]
    [InlineData("wide", "no magnitudes")]
    [InlineData("nan", "no number")]
    [InlineData("negative", "no number")]
    public void Weights_in_bytes_that_cannot_be_are_refused(string what, string says)
    {
        const string name = "features.0.0.weight", magnitudes = $"{name}.greatest";
        List<WeightEntry> entries = [];
        var path = _folder.Add("whole.safetensors", _files["weights.safetensors"]);
        using (var file = SafeTensorsFile.Read(path))
        {
            foreach (var entry in file.Entries)
            {
                if (entry.Name != name)
                {
                    entries.Add(entry);
                    continue;
                }

                var channels = entry.Shape[0];
                float[] greatest = [.. Enumerable.Repeat(1f, channels)];
                entries.Add(WeightEntry.Of(name, entry.Shape, new sbyte[entry.Shape.Count]));
                greatest[3] = what switch { "nan" => float.NaN, "negative" => -1, _ => 1 };
                if (what == "short") entries.Add(WeightEntry.Of(magnitudes, [channels - 1], greatest.AsMemory(1)));
                else if (what == "wide") entries.Add(WeightEntry.Of(magnitudes, [channels], new double[channels]));
                else if (what != "missing") entries.Add(WeightEntry.Of(magnitudes, [channels], greatest));
            }

            SafeTensorsFile.Write(_folder["bytes.safetensors"], entries);
        }

        Assert.Contains(says, Refusal("VIR2874", Weighted(File.ReadAllBytes(_folder["bytes.safetensors"]))),
            StringComparison.Ordinal);
    }

    private static void Set(JsonNode node, string key, JsonNode? value)
    {
        var parts = key.Split('.');
        foreach (var part in parts[..^1]) node = node[part]!;
        node[parts[^1]] = value;
    }

    // With right checksums: whoever writes the file writes those too.
    private byte[] Described(Action<JsonNode> change)
    {
        var description = JsonNode.Parse(_files["model.json"])!;
        change(description);
        var bytes = Encoding.UTF8.GetBytes(description.ToJsonString());
        var manifest = JsonNode.Parse(_files["manifest.json"])!;
        manifest["files"]!["model.json"] = new JsonObject
        {
            ["bytes"] = bytes.Length, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)),
        };
        return Packed([("model.json", bytes), ("weights.safetensors", _files["weights.safetensors"]),
            ("manifest.json", Encoding.UTF8.GetBytes(manifest.ToJsonString()))]);
    }

    private byte[] Weighted(byte[] weights)
    {
        var manifest = JsonNode.Parse(_files["manifest.json"])!;
        manifest["files"]!["weights.safetensors"] = new JsonObject
        {
            ["bytes"] = weights.Length, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(weights)),
        };
        return Packed([("model.json", _files["model.json"]), ("weights.safetensors", weights),
            ("manifest.json", Encoding.UTF8.GetBytes(manifest.ToJsonString()))]);
    }

    private IEnumerable<(string Name, byte[] Content)> Good() => _files.Select(f => (f.Key, f.Value));

    private static byte[] Packed(
        IEnumerable<(string Name, byte[] Content)> files, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    private string Refusal(string code, byte[] bytes)
    {
        var path = _folder.Add("bad.vireo", bytes);
        var refusal = Assert.Throws<BadModelFileException>(() => ModelBundle.Open(path));
        Assert.True(code == refusal.Code, refusal.Message);
        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        return refusal.Message;
    }
}
