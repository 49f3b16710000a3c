using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Vireo.Layers;
using Vireo.Onnx;
using Vireo.Quantisation;
using Vireo.Testing;
using Vireo.Training.Bundles;
using Vireo.Training.Classification;
using Vireo.Training.Compression;
using Vireo.Vision.Imaging;

namespace Vireo.Training.Tests.Bundles;

/// <summary>Bundles of networks that the zoo has no recipe for hold their graphs.</summary>
public sealed class GraphBundleTests : IDisposable
{
    private const int Side = 32, Classes = 4;
    private const long MostBytes = 64L << 20;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_from_elsewhere_becomes_a_bundle_that_says_what_was_told()
    {
        var zoo = ModelBundle.OfZoo("resnet18", Classes, Side);
        OnnxModel.Save(zoo, _folder["raw.onnx"], raw: true);
        var x = Tensor.Placeholder([1, 3, Side, Side]);
        OnnxExport.Save(_folder["net.onnx"], [("x", x)], [("y", zoo.Model.Call(x, Pass.Inference()))]);
        OnnxPreparation told = new() { Mean = new(0.5f, 0.4f, 0.3f), Classes = ["a", "b", "c", "d"] };
        using var file = Predictor.Load(_folder["net.onnx"], onnx: told);
        file.Bundle.Save(_folder["net.vireo"]);
        file.Bundle.Save(_folder["again.vireo"]);

        Assert.Equal(File.ReadAllBytes(_folder["net.vireo"]), File.ReadAllBytes(_folder["again.vireo"]));
        using var bundle = Predictor.Load(_folder["net.vireo"]);
        Assert.Equal(file.Probabilities(Picture(1)), bundle.Probabilities(Picture(1)));
        Assert.Equal(told.Classes, bundle.Classes);
        Assert.Equal(told.Mean, bundle.Bundle.Description.Preprocessing.Mean);
        Assert.Equal(new[] { "graph.onnx", "manifest.json", "model.json", "weights.safetensors" },
            Files("net.vireo").Keys.Order());
        Assert.InRange(Files("net.vireo")["graph.onnx"].Length, 1, 40_000);
    }

    [Fact]
    public void An_own_network_is_bundled_calibrated_and_answers_as_it_does_itself()
    {
        var bundle = Own();
        bundle.Save(_folder["own.vireo"]);
        using var found = Predictor.Load(_folder["own.vireo"]);
        var expected = new TrainerGraph(bundle).Run(Picture(1));
        Assert.All(expected.Zip(found.Probabilities(Picture(1))), p => Assert.Equal(p.First, p.Second, 1e-6));

        var photos = Enumerable.Range(1, 3).Select(i => _folder.Add($"{i}.png", ImageFile.EncodePng(Picture((ulong)i))));
        var int8 = PostTrainingQuantisation.Calibrate(found.Bundle, [.. photos], CalibrationMethod.MinMax);
        int8.Save(_folder["int8.vireo"]);
        var (a, b) = (new TrainerGraph(int8), ModelBundle.Open(_folder["int8.vireo"]));
        Assert.NotNull(b.Description.Quantisation);
        using var eight = new Predictor(b);
        using var eightBefore = new Predictor(int8);
        Assert.Equal(eightBefore.Probabilities(Picture(2)), eight.Probabilities(Picture(2)));
        Assert.All(a.Run(Picture(2)).Zip(eight.Probabilities(Picture(2))), p => Assert.Equal(p.First, p.Second, 0.1));
    }

    [Fact]
    public void A_description_that_does_not_fit_an_own_network_is_refused()
    {
        var description = Own().Description;
        Assert.Equal("VIR2847", Code(description with { Classes = ["one"] }));
        Assert.Equal("VIR2847", Code(description with { BatchSize = 0 }));

        static string Code(ModelDescription description) =>
            Assert.Throws<UsageException>(() => ModelBundle.Of(Network(), description)).Code;
    }

    [Fact]
    public void Graphs_that_lie_are_refused_in_bounded_memory_though_their_checksums_are_right()
    {
        Own().Save(_folder["own.vireo"]);
        var files = Files("own.vireo");
        var graph = files["graph.onnx"];
        var rng = new Rng(8);
        var refused = 0;
        for (var i = 0; i < 200; i++)
        {
            var bad = graph.ToArray();
            if (i % 4 == 0) bad = bad[..rng.Below(bad.Length)];
            else for (var k = 0; k <= i % 3; k++) bad[rng.Below(bad.Length)] = (byte)rng.Below(256);
            var path = _folder.Add("bad.vireo", Packed(files, ("graph.onnx", bad)));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                ModelBundle.Open(path);
            }
            catch (BadModelFileException refusal)
            {
                Assert.StartsWith("VIR2", refusal.Code, StringComparison.Ordinal);
                refused++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        }

        Assert.InRange(refused, 50, 200);
        var path2 = _folder.Add("bad.vireo", Packed(files, ("graph.onnx", new byte[OnnxBundle.MostGraphBytes + 1])));
        Assert.Equal("VIR2802", Assert.Throws<BadModelFileException>(() => ModelBundle.Open(path2)).Code);
    }

    private static Sequential Network()
    {
        var net = new Sequential(
            new ConvNormActivation(3, 8, kernel: 3, stride: 2), new ConvNormActivation(8, 16, kernel: 3, stride: 2),
            new GlobalAveragePool(), new Linear(16, Classes));
        net.Initialise(new Rng(1));
        return net;
    }

    private static ModelBundle Own()
    {
        var net = Network();
        var bundle = ModelBundle.Of(net, ModelBundle.OfZoo("resnet18", Classes, Side).Description with { Model = "own" });
        Assert.Equal(net.Parameters.Select(p => p.Path).Order(), bundle.Model.Parameters.Select(p => p.Path).Order());
        return bundle;
    }

    private Dictionary<string, byte[]> Files(string bundle)
    {
        using var archive = ZipFile.OpenRead(_folder[bundle]);
        return archive.Entries.ToDictionary(e => e.FullName, e =>
        {
            using var stream = e.Open();
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray();
        });
    }

    // With right checksums: whoever writes the file writes those too.
    private static byte[] Packed(Dictionary<string, byte[]> files, (string Name, byte[] Content) changed)
    {
        var manifest = JsonNode.Parse(files["manifest.json"])!;
        manifest["files"]![changed.Name] = new JsonObject
        {
            ["bytes"] = changed.Content.Length,
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(changed.Content)),
        };
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(name == changed.Name ? changed.Content
                    : name == "manifest.json" ? Encoding.UTF8.GetBytes(manifest.ToJsonString()) : content);
            }
        }

        return stream.ToArray();
    }

    private static Image Picture(ulong seed)
    {
        var rng = new Rng(seed);
        return new(50, 40, 3, [.. Enumerable.Range(0, 50 * 40 * 3).Select(_ => (byte)rng.Below(256))]);
    }
}
