using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Vireo.Testing;
using Vireo.Vision.Augment;
using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Sampling;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Tests.Datasets;

/// <summary>SHA-256 over images, labels and indices of real, augmented JPEG files.</summary>
public sealed class LoaderHashTests
{
    private const int Side = 16;
    private static readonly int[] Labels = [.. Enumerable.Range(0, 26).Select(i => i < 14 ? 0 : i < 22 ? 1 : 2)];

    public static TheoryData<Sampler, int> Samplers => new()
    {
        { new SequentialSampler(26), 0 },
        { new ShuffledSampler(26) { Seed = 3 }, 0 },
        { new BalancedSampler(Labels) { Seed = 3 }, 0 },
        { new WeightedSampler(WeightedSampler.Inverse(Labels)) { Seed = 3 }, 0 },
        { new ClassAwareSampler([.. Labels.Select(label => new[] { label })]) { Seed = 3 }, 0 },
        { new PkSampler(Labels, 2, 3) { Seed = 3 }, 0 },
        { new ShuffledSampler(26) { Seed = 3 }, 8 },
    };

    [Theory, MemberData(nameof(Samplers))]
    public void A_seed_gives_the_same_batches_for_any_number_of_threads_and_from_any_batch_on(
        Sampler sampler, int smallSide)
    {
        using var folder = new TemporaryFolder();
        var source = Source(folder);
        Loader Made(int threads) => new(source, sampler, new()
        {
            BatchSize = 6, SampleLength = Side * Side * 3, Seed = 3, Threads = threads, Prefetch = 2,
            Tail = sampler.Unit > 1 ? EpochTail.Fill : EpochTail.Short, Sides = smallSide > 0 ? [smallSide, Side] : [],
        });

        var expected = Hashes(Made(0), 0);
        Assert.Equal(2 * Made(0).BatchesPerEpoch, expected.Distinct().Count());
        foreach (var threads in new[] { 0, 1, 2, 5 })
        {
            Assert.Equal(expected, Hashes(Made(threads), 0));
            for (var batch = 0; batch <= Made(0).BatchesPerEpoch; batch++)
                Assert.Equal(expected[batch..], Hashes(Made(threads), batch));
        }
    }

    /// <summary>A hash for each batch of two epochs, from a batch of the first one on.</summary>
    private static List<string> Hashes(Loader loader, int startBatch)
    {
        var hashes = new List<string>();
        foreach (var start in new[] { new SamplerPosition(0, startBatch), new SamplerPosition(1, 0) })
        {
            foreach (var batch in loader.Epoch(start))
            {
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                hash.AppendData(MemoryMarshal.AsBytes(batch.Images));
                hash.AppendData(MemoryMarshal.AsBytes(batch.Labels));
                hash.AppendData(MemoryMarshal.AsBytes(batch.Indices));
                hashes.Add(Convert.ToHexString(hash.GetHashAndReset()));
            }
        }

        return hashes;
    }

    private static ClassificationSource Source(TemporaryFolder folder)
    {
        var rng = new Rng(8);
        Directory.CreateDirectory(folder["images"]);
        for (var i = 0; i < Labels.Length; i++)
        {
            var pixels = new byte[40 * 30 * 3];
            foreach (ref var value in pixels.AsSpan()) value = (byte)rng.Below(256);
            ImageFile.Save(new(40, 30, 3, pixels), Path.Combine(folder["images"], $"{i}.jpg"));
        }

        var transforms = new ClassificationTransforms { Size = Side, Brightness = 0.3f, Hue = 0.1f };
        var normaliser = transforms.CreateNormaliser();
        return new(
            new(folder["images"], ["a", "b", "c"], [.. Labels.Select((label, i) => new ClassificationSample($"{i}.jpg", label))]),
            (path, draw, to) =>
            {
                var sized = draw.Side > 0 ? transforms with { Size = draw.Side } : transforms;
                normaliser.Write(sized.Train(ImageFile.Read(path).ToImage(), draw.Rng), to);
            });
    }
}
