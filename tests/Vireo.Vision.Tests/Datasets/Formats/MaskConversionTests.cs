using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Targets;

namespace Vireo.Vision.Tests.Datasets.Formats;

/// <summary>Masks become objects and come back as the same masks.</summary>
public sealed class MaskConversionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vireo-masks-").FullName;

    [SkippableTheory]
    [InlineData("camvid", "coco")]
    [InlineData("camvid", "labelme")]
    [InlineData("membrane", "coco")]
    public void Masks_come_back_exactly_through_run_lengths_and_outlines(string set, string format)
    {
        var origin = DatasetFormat.Read(RealData.Folder(set));
        origin = origin.With([.. origin.Samples.Take(2), .. origin.Part("val").Samples.Take(1)]);
        var objects = Through(origin, format);
        var back = Through(objects, "masks");

        Assert.Equal(origin.Classes.Where(objects.Classes.Contains).Order(), objects.Classes.Order());
        foreach (var (before, after) in Pairs(origin, back))
        {
            byte[] wanted = Classes(origin, before), found = Classes(back, after);
            Assert.Equal(wanted.Length, found.Length);
            Assert.All(wanted.Zip(found).Distinct(), pair => Assert.Equal(
                origin.Classes[pair.First], back.Classes[pair.Second]));
        }
    }

    [Fact]
    public void Pixels_left_over_are_background()
    {
        File.WriteAllBytes(Path.Combine(_folder, "a.png"), TinySets.Png());
        var target = new ObjectTarget { Class = 0, Polygons = [new([new(0, 0), new(8, 0), new(8, 12), new(0, 12)])] };
        var sample = new Sample { Image = new FileReference("a.png"), Objects = [target] };
        var back = Through(new(_folder, ["cat"], [sample]), "masks");

        Assert.Equal(["cat", "background"], back.Classes);
        Assert.Equal([96, 96], MaskImage.Read(Path.Combine(back.Root, back.Samples[0].Mask?.Path ?? ""))
            .Histogram().Take(2).Select(count => (int)count));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Dataset Through(Dataset dataset, string format)
    {
        var folder = Path.Combine(_folder, format);
        DatasetFormat.Named(format).Write(dataset, folder);
        return DatasetFormat.Read(folder, DatasetFormat.Named(format));
    }

    private static IEnumerable<(Sample, Sample)> Pairs(Dataset origin, Dataset back)
    {
        var found = back.Samples.ToDictionary(sample => $"{sample.Split}/{Path.GetFileName(sample.Path)}");
        return origin.Samples.Select(sample => (sample, found[$"{sample.Split}/{Path.GetFileName(sample.Path)}"]));
    }

    private static byte[] Classes(Dataset dataset, Sample sample) => MaskImage
        .Read(Path.Combine(dataset.Root, sample.Mask?.Path ?? "")).Classes(sample.Mask?.Coding ?? MaskCoding.Index);
}
