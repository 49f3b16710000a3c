using Vireo.Testing;
using Vireo.Training.Classification;
using Vireo.Training.Config;
using Vireo.Vision.Imaging;

namespace Vireo.Training.Tests.Classification;

/// <summary>A cache of decoded images changes no number.</summary>
public class CachedRunTests
{
    [Fact]
    public void Batches_from_a_cache_cold_warm_and_damaged_are_those_without()
    {
        using var folder = new TemporaryFolder();
        var plain = ConfigLoader.Load(overrides:
        [
            $"data.train={Photographs(folder)}", "train.batch_size=4", "train.image_size=32", "augment.scale_min=0.2",
            "augment.jitter_hue=0.1", "train.loader_threads=2",
        ]);
        var cached = plain with { Data = plain.Data with { Cache = folder["cache"], CacheSize = 50_000_000 } };
        var expected = Batches(ClassificationData.Open(plain));

        var cold = ClassificationData.Open(cached);
        Assert.Equal(expected, Batches(cold));
        // Two epochs to learn from and two to judge: a crop of another size may want another scale.
        Assert.InRange(cold.Cache!.Made, 12, 20);
        Assert.Equal(24, cold.Cache.Made + cold.Cache.Hits);
        var warm = ClassificationData.Open(cached);
        Assert.Equal(expected, Batches(warm));
        Assert.Equal((0, 24), (warm.Cache!.Made, warm.Cache.Hits));

        foreach (var file in Directory.GetFiles(folder["cache"], "*", SearchOption.AllDirectories).Take(5))
        {
            var bytes = File.ReadAllBytes(file);
            bytes[60] ^= 1;
            File.WriteAllBytes(file, bytes);
        }

        var damaged = ClassificationData.Open(cached);
        Assert.Equal(expected, Batches(damaged));
        Assert.Equal((5, 5), (damaged.Cache!.Damaged, damaged.Cache.Made));
    }

    private static string Photographs(TemporaryFolder folder)
    {
        for (var i = 0; i < 12; i++)
        {
            var rng = new Rng((ulong)i);
            var image = Image.Filled(13, 9, new((byte)rng.Below(256), (byte)(i % 2 * 200), 90));
            byte[] pixels = [.. image.Pixels.ToArray().Select(value => (byte)Math.Clamp(value + rng.Below(60), 0, 255))];
            var large = new Image(13, 9, 3, pixels).Resize(520 + i, 360 + i, Interpolation.Bilinear);
            var part = i < 8 ? "train" : "val";
            folder.Add($"data/{part}/{(i % 2 == 0 ? "even" : "odd")}/{i}.jpg", ImageFile.EncodeJpeg(large));
        }

        return folder["data"];
    }

    private static List<float[]> Batches(ClassificationData data)
    {
        var (train, val) = (data.TrainLoader(), data.ValLoader());
        return
        [
            .. train.Epoch(0).Concat(train.Epoch(1)).Concat(val.Epoch(0)).Concat(val.Epoch(1))
                .Select(batch => batch.Images.ToArray()),
        ];
    }
}
