using System.Diagnostics;
using Vireo.Native;
using Vireo.Schedules;
using Vireo.Training.Config;
using Vireo.Training.Runs;

namespace Vireo.Training.Classification;

/// <summary>A run on a part of its data, by the code that runs it in earnest, with a clock beside it.</summary>
/// <param name="request">Model, sizes and data.</param>
/// <param name="folder">Where it may write.</param>
internal sealed class Rehearsal(ProfileRequest request, string folder)
{
    private const int BatchesPerEpoch = 10, MostValidationBatches = 8;

    // Of no length: the rehearsal ends when enough was seen.
    private const int Endless = 1_000_000;

    /// <summary>Rehearses, and reckons what the whole would take.</summary>
    /// <param name="epochs">Epochs of the run; null for those of the configuration.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    public TimeForecast Forecast(int? epochs, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var run = Open(cancellation);
        var steps = RunSteps.Of(run.Config.Train, run.Data.TrainLoader());
        var config = run.Config with
        {
            Train = run.Config.Train with { Epochs = Endless, EarlyStopPatience = 0 },
            Checkpoint = run.Config.Checkpoint with { Keep = 1 }, Schedule = new(),
        };
        var data = run.Data.Part(Batches(steps.Accumulate), MostValidationBatches);
        if (config.Train.Threads > 0) Workers.Count = config.Train.Threads;
        var output = RunFolder.Open(run.Path);
        var watch = new RehearsalWatch(TimeProvider.System);
        var trainer = new Trainer(
            config, data, output, _ => { }, watch, new LambdaSchedule { Function = (_, _) => 0 });
        var setup = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Fit(trainer, watch, cancellation);
        start = Stopwatch.GetTimestamp();
        RunReport.Write(output, config, data, watch.History);
        setup += Stopwatch.GetElapsedTime(start).TotalSeconds;
        var total = epochs ?? run.Config.Train.Epochs;
        return new()
        {
            BatchSeconds = watch.BatchSeconds(steps.BatchesPerEpoch), DataWait = watch.DataWait,
            BatchSize = config.Train.BatchSize, BatchesPerEpoch = steps.BatchesPerEpoch,
            ValidationSeconds =
                watch.ValidationSeconds / data.ValLoader().BatchesPerEpoch * run.Data.ValLoader().BatchesPerEpoch,
            SaveSeconds = watch.SaveSeconds, Epochs = total,
            SetupSeconds = setup + watch.Excess(total * (long)steps.BatchesPerEpoch),
        };
    }

    // Whole steps.
    private static int Batches(int accumulate) => (BatchesPerEpoch + accumulate - 1) / accumulate * accumulate;

    // From a file, so that the keys of a run that is forecast hold.
    private ClassificationRun Open(CancellationToken cancellation)
    {
        var (config, _) = NamedConfig.Find(request.Name, request.BatchSize, request.ImageSize);
        var source = Path.GetFullPath(request.Data ?? throw new UsageException("VIR3011", "no data was named."));
        var file = Path.Combine(folder, "config.yaml");
        ConfigYaml.WriteFile(file, config with { Data = config.Data with { Train = source, Val = null } });
        var none = new Dictionary<string, string>(StringComparer.Ordinal);
        return ClassificationRun.Open(
            new(Path.Combine(folder, "run"), RunMode.New) { ConfigFile = file }, none, _ => { }, null, cancellation);
    }

    private static void Fit(Trainer trainer, RehearsalWatch watch, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        watch.Start(stop.Cancel);
        try
        {
            trainer.Fit(resume: false, stop.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Enough was seen.
        }
    }
}
