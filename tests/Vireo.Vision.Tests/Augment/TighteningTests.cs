using System.Globalization;
using Vireo.Testing;
using Vireo.Vision.Augment;
using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Samples;
using Xunit.Abstractions;

namespace Vireo.Vision.Tests.Augment;

/// <summary>How tight boxes stay under a turn, held against the turned masks of drawn insects.</summary>
public sealed class TighteningTests(ITestOutputHelper output)
{
    [Fact]
    public void Tightened_boxes_are_nearer_to_the_mask_than_the_hull_of_the_corners()
    {
        using var folder = new TemporaryFolder();
        InsectsSample.Create(folder["insects"], new() { TrainIndividuals = 4, TrainViews = 1, ValIndividuals = 1, ValViews = 1 });
        var dataset = DatasetFormat.Read(folder["insects"], DatasetFormat.Named("coco"));
        var samples = dataset.Samples.Select(sample =>
        {
            var mask = MaskImage.Read(Path.Combine(dataset.Root, "masks", sample.Path));
            var target = new ObjectTarget { Class = 0, Box = sample.Objects[0].Box, Mask = RunLengthMask.FromPixels(mask.Values, mask.Size) };
            return AnnotatedImage.Read(dataset, sample) with { Objects = [target] };
        }).ToList();
        double[] corners = Mean(BoxTightening.Corners), ellipse = Mean(BoxTightening.AreaAndAngle), threshold = Mean(BoxTightening.Threshold);
        foreach (var (name, values) in (ReadOnlySpan<(string, double[])>)[("corners", corners), ("area and angle", ellipse), ("threshold", threshold)])
            output.WriteLine($"{name}: {string.Join(", ", values.Select(v => v.ToString("0.000", CultureInfo.InvariantCulture)))}");

        // At every angle the corners are the loosest; upright there is nothing to tighten.
        Assert.All(corners.Zip(ellipse, threshold).Skip(1).Take(5), v => Assert.True(v.First < v.Second && v.First < v.Third, $"{v}"));
        // What docs/augmentation.md says of half a right angle.
        Assert.Equal(0.54, corners[3], 0.02);
        Assert.Equal(0.77, ellipse[3], 0.02);
        Assert.Equal(0.80, threshold[3], 0.02);

        // Mean intersection over union with the mask's own box, for turns of 0, 15, ... 90 degrees.
        double[] Mean(BoxTightening tightening) =>
        [
            .. Enumerable.Range(0, 7).Select(i => samples.Average(sample =>
            {
                var turn = new Rotate { Degrees = new(15 * i, 15 * i), Grow = true, Tightening = tightening };
                var truth = (turn with { Tightening = BoxTightening.Outline }).Apply(sample, new Rng(1)).Objects[0].Box!.Value;
                var bare = sample with { Objects = [sample.Objects[0] with { Mask = null }] };
                return turn.Apply(bare, new Rng(1)).Objects[0].Box!.Value.IntersectionOverUnion(truth);
            })),
        ];
    }
}
