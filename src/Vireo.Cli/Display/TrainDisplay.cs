using Vireo.Training.Classification;
using Vireo.Training.Config;

namespace Vireo.Cli.Display;

/// <summary>Shows a training while it runs: live for people, plain lines for files, JSON for programs.</summary>
internal abstract class TrainDisplay : IProgress<TrainingProgress>
{
    /// <summary>The display that fits where the output goes.</summary>
    public static TrainDisplay For(bool json) => json ? new JsonTrainDisplay()
        : Console.IsOutputRedirected || Environment.GetEnvironmentVariable("TERM") is "dumb" ? new PlainTrainDisplay()
        : new LiveTrainDisplay();

    /// <summary>Runs a training and shows it.</summary>
    /// <returns>The exit status.</returns>
    public int Run(RunRequest request, CancellationToken cancellation)
    {
        try
        {
            Around(() =>
            {
                var run = ClassificationRun.Open(
                    request, ConfigLoader.ProcessEnvironment(), Warn, this, cancellation);
                Started(run);
                Finished(run.Fit(this, cancellation));
            });
            return 0;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine(
                "Interrupted. Go on with the same command and --resume: "
                + $"vireo train --output {request.Output} --resume");
            return Interruption.Status;
        }
    }

    /// <inheritdoc/>
    public abstract void Report(TrainingProgress value);

    /// <summary>What surrounds the work, such as a live region.</summary>
    protected virtual void Around(Action work) => work();

    /// <summary>Shows what the user should know.</summary>
    protected virtual void Warn(string message) => Errors.Warn(message);

    /// <summary>The data is checked and the folder is there.</summary>
    protected abstract void Started(ClassificationRun run);

    /// <summary>All is done.</summary>
    protected abstract void Finished(RunOutcome outcome);

    /// <summary>The first lines of a run.</summary>
    protected static string Opening(ClassificationRun run) =>
        $"{(run.IsResumed ? "Resuming" : "Training")} {run.Config.Model.Name} at {run.Config.Train.ImageSize} pixels: "
        + $"{run.Data.Train.Samples.Count} images of {run.Data.Train.Classes.Count} classes, "
        + $"{run.Data.Val.Samples.Count} to validate, {run.Config.Train.Epochs} epochs"
        + string.Concat(run.Plan.Select(line => $"\n{line}"));

    /// <summary>The line of an epoch.</summary>
    protected static string Epoch(EpochRecord epoch, TrainingProgress last) =>
        $"epoch {epoch.Epoch,3}/{last.Epochs}  loss {epoch.TrainLoss:0.0000}  top-1 {epoch.TrainTop1:0.000}  "
        + $"val loss {epoch.ValLoss:0.0000}  val top-1 {epoch.ValTop1:0.0000}  {last.Rate:0} images/s  "
        + $"data {Text.Share(epoch.DataWait)}  left {Text.Duration(last.Left ?? TimeSpan.Zero)}";

    /// <summary>The last lines of a run.</summary>
    protected static string Closing(RunOutcome outcome) =>
        $"Best epoch {outcome.Best.Epoch}: val top-1 {outcome.Best.ValTop1:0.0000}, top-5 {outcome.Best.ValTop5:0.0000}"
        + $"\nReport: {outcome.Report}";
}
