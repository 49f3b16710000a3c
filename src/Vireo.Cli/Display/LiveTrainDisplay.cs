using Spectre.Console;
using Vireo.Training.Classification;

namespace Vireo.Cli.Display;

/// <summary>A bar with loss, accuracy, rate and time left; above it a line per epoch.</summary>
internal sealed class LiveTrainDisplay : TrainDisplay
{
    private ProgressTask? _bar;
    private TrainingProgress _last = new(TrainingPhase.Training, 0, 0);

    /// <inheritdoc/>
    public override void Report(TrainingProgress value)
    {
        if (_bar is null) return;
        if (value.Phase == TrainingPhase.Training) _last = value;
        if (value.Finished is { } epoch)
        {
            AnsiConsole.WriteLine(Epoch(epoch, _last with { Epochs = value.Epochs }));
            return;
        }

        _bar.MaxValue = Math.Max(1, value.Total);
        _bar.Value = value.Done;
        _bar.Description = Describe(value);
    }

    /// <inheritdoc/>
    protected override void Around(Action work) => AnsiConsole.Progress()
        .AutoClear(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = 16 }, new PercentageColumn())
        .Start(context =>
        {
            _bar = context.AddTask("looking at the images");
            work();
        });

    /// <inheritdoc/>
    protected override void Warn(string message) => AnsiConsole.WriteLine($"note: {message}");

    /// <inheritdoc/>
    protected override void Started(ClassificationRun run) => AnsiConsole.WriteLine(Opening(run));

    /// <inheritdoc/>
    protected override void Finished(RunOutcome outcome) => AnsiConsole.WriteLine(Closing(outcome));

    private static string Describe(TrainingProgress value) => value.Phase switch
    {
        TrainingPhase.Checking => "looking at the images",
        TrainingPhase.Validating => $"epoch {value.Epoch}/{value.Epochs} validating",
        _ => $"epoch {value.Epoch}/{value.Epochs} loss {value.Loss:0.000} top-1 {value.Top1:0.000} {value.Rate:0}/s "
            + $"data {Text.Share(value.DataWait)} left {Text.Duration(value.Left ?? TimeSpan.Zero)}",
    };
}
