using Vireo.Training.Classification;

namespace Vireo.Cli.Display;

/// <summary>A line per epoch, without control codes.</summary>
internal sealed class PlainTrainDisplay : TrainDisplay
{
    private TrainingProgress _last = new(TrainingPhase.Training, 0, 0);

    /// <inheritdoc/>
    public override void Report(TrainingProgress value)
    {
        if (value.Phase == TrainingPhase.Training) _last = value;
        if (value.Finished is { } epoch) Console.WriteLine(Epoch(epoch, _last with { Epochs = value.Epochs }));
    }

    /// <inheritdoc/>
    protected override void Started(ClassificationRun run) => Console.WriteLine(Opening(run));

    /// <inheritdoc/>
    protected override void Finished(RunOutcome outcome) => Console.WriteLine(Closing(outcome));
}
