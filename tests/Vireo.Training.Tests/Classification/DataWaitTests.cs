using Vireo.Testing;
using Vireo.Training.Classification;
using Vireo.Training.Events;
using Vireo.Vision.Imaging;
using Xunit.Abstractions;

namespace Vireo.Training.Tests.Classification;

/// <summary>The share of an epoch that the training stood waiting for images.</summary>
public class DataWaitTests(ITestOutputHelper output)
{
    [Fact]
    public void Pictures_that_take_long_to_decode_are_waited_for_and_small_ones_less()
    {
        using var folder = new TemporaryFolder();
        // Millions of random numbers each: longer to unpack than learning from a dozen small images takes.
        var pixels = new byte[1200 * 1000 * 3];
        var rng = new Rng(1);
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)rng.Below(256);
        var large = ImageFile.EncodePng(new Image(1200, 1000, 3, pixels));
        foreach (var i in Enumerable.Range(0, 12)) folder.Add($"large/train/{"ab"[i % 2]}/{i}.png", large);
        foreach (var i in Enumerable.Range(0, 2)) folder.Add($"large/val/{"ab"[i % 2]}/{i}.png", large);
        ShapesData.Create(folder, train: 64, val: 4);

        var waiting = Share(folder, "large", batchSize: 12, imageSize: 16);
        var learning = Share(folder, "data", batchSize: 8, imageSize: 48);

        Assert.InRange(learning, 0, waiting);
        Assert.InRange(waiting, learning, 1);
    }

    /// <summary>The share in the second epoch: its record and its event agree upon it, and its lines have
    /// one.</summary>
    private double Share(TemporaryFolder folder, string data, int batchSize, int imageSize)
    {
        var config = TrainerTests.Config(folder[data]);
        config = config with
        {
            Train = config.Train with { Epochs = 2, BatchSize = batchSize, ImageSize = imageSize },
        };
        TrainingProgress? last = null;
        var records = new List<EpochRecord>();
        var (trainer, run) = TrainerTests.Made(config, folder[$"{data}-run"], progress: p =>
        {
            if (p.Phase == TrainingPhase.Training) last = p;
            if (p.Finished is { } record) records.Add(record);
        });
        trainer.Fit(resume: false);

        var written = EventReader.ReadRun(run.EventsPath)["train/data_wait"].Select(e => (double)e.Value).ToList();
        Assert.Equal(records.Select(r => r.DataWait), written, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.InRange(last?.DataWait ?? -1, 0, 1);
        output.WriteLine($"data {written[1]:P1} of {records[1].Seconds:0.00} s");
        // The first epoch compiles what the second only runs.
        return written[1];
    }
}
