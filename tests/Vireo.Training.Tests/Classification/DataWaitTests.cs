using Vireo.Testing;
using Vireo.Training.Classification;
using Vireo.Training.Events;
using Vireo.Vision.Imaging;

namespace Vireo.Training.Tests.Classification;

/// <summary>The share of an epoch that the training stood waiting for images.</summary>
public class DataWaitTests
{
    [Fact]
    public void Pictures_that_take_long_to_decode_are_waited_for()
    {
        using var folder = new TemporaryFolder();
        // Six million random numbers each: far longer to unpack than a step of four small images takes.
        var pixels = new byte[1600 * 1300 * 3];
        var rng = new Rng(1);
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)rng.Below(256);
        var large = ImageFile.EncodePng(new Image(1600, 1300, 3, pixels));
        foreach (var i in Enumerable.Range(0, 12)) folder.Add($"data/train/{"ab"[i % 2]}/{i}.png", large);
        foreach (var i in Enumerable.Range(0, 2)) folder.Add($"data/val/{"ab"[i % 2]}/{i}.png", large);

        var share = Shares(folder, batchSize: 4, imageSize: 16);

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

    /// <summary>The share that an epoch's record, its event and its last line agree upon.</summary>
    private static double Shares(TemporaryFolder folder, int batchSize, int imageSize)
    {
        var config = TrainerTests.Config(folder["data"]);
        config = config with
        {
            Train = config.Train with { Epochs = 1, BatchSize = batchSize, ImageSize = imageSize },
        };
        TrainingProgress? last = null;
        var (trainer, _) = TrainerTests.Made(config, folder["run"], progress: p =>
        {
            if (p.Phase == TrainingPhase.Training) last = p;
        });
        var record = trainer.Fit(resume: false);

        var written = Assert.Single(EventReader.ReadRun(folder["run"])["train/data_wait"]);
        Assert.Equal(record.DataWait, written.Value, 1e-6);
        Assert.Equal(record.DataWait, last?.DataWait ?? -1, 0.1);
        return record.DataWait;
    }
}
