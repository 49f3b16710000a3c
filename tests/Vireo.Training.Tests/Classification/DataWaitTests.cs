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
    public void Pictures_that_take_long_to_decode_are_waited_for()
    {
        using var folder = new TemporaryFolder();
        // Millions of random numbers each: longer to unpack than learning from a dozen small images takes.
        var pixels = new byte[1200 * 1000 * 3];
        var rng = new Rng(1);
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)rng.Below(256);
        var large = ImageFile.EncodePng(new Image(1200, 1000, 3, pixels));
        foreach (var i in Enumerable.Range(0, 12)) folder.Add($"data/train/{"ab"[i % 2]}/{i}.png", large);
        foreach (var i in Enumerable.Range(0, 2)) folder.Add($"data/val/{"ab"[i % 2]}/{i}.png", large);

        var share = Shares(folder, batchSize: 12, imageSize: 16);

        Assert.InRange(share, 0.5, 1);
    }

    [Fact]
    public void Small_pictures_are_there_before_they_are_needed()
    {
        using var folder = new TemporaryFolder();
        ShapesData.Create(folder, train: 64, val: 4);

        var share = Shares(folder, batchSize: 8, imageSize: 48);

        Assert.InRange(share, 0, 0.25);
    }

    /// <summary>The share in the second epoch: its record, its event and its last line agree upon it.</summary>
    private double Shares(TemporaryFolder folder, int batchSize, int imageSize)
    {
        var config = TrainerTests.Config(folder["data"]);
        config = config with
        {
            Train = config.Train with { Epochs = 2, BatchSize = batchSize, ImageSize = imageSize },
        };
        TrainingProgress? last = null;
        var records = new List<EpochRecord>();
        var (trainer, run) = TrainerTests.Made(config, folder["run"], progress: p =>
        {
            if (p.Phase == TrainingPhase.Training) last = p;
            if (p.Finished is { } record) records.Add(record);
        });
        trainer.Fit(resume: false);

        var written = EventReader.ReadRun(run.EventsPath)["train/data_wait"].Select(e => (double)e.Value).ToList();
        Assert.Equal(records.Select(r => r.DataWait), written, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(written[1], last?.DataWait ?? -1, 0.1);
        output.WriteLine($"data {written[1]:P1} of {records[1].Seconds:0.00} s");
        // The first epoch compiles what the second only runs.
        return written[1];
    }
}
