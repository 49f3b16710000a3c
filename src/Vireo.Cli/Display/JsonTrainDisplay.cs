using Vireo.Training.Classification;

namespace Vireo.Cli.Display;

/// <summary>A JSON object per epoch, and one at the end.</summary>
internal sealed class JsonTrainDisplay : TrainDisplay
{
    /// <inheritdoc/>
    public override void Report(TrainingProgress value)
    {
        if (value.Finished is not { } epoch) return;
        CliJson.Print(
            new(epoch.Epoch, value.Epochs, epoch.TrainLoss, epoch.TrainTop1, epoch.ValLoss, epoch.ValTop1,
                epoch.ValTop5, epoch.Rate, epoch.Seconds, epoch.DataWait),
            j => j.EpochLine);
    }

    /// <inheritdoc/>
    protected override void Started(ClassificationRun run)
    {
    }

    /// <inheritdoc/>
    protected override void Finished(RunOutcome outcome) => CliJson.Print(
        new(outcome.Best.Epoch, outcome.Best.ValTop1, outcome.Best.ValTop5, outcome.Run, outcome.Report),
        j => j.TrainLine);
}
