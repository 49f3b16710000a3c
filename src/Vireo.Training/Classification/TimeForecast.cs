using System.Diagnostics;
using Vireo.Native;
using Vireo.Optimizers;
using Vireo.Training.Config;
using Vireo.Training.Runs;
using Vireo.Vision.Zoo;

namespace Vireo.Training.Classification;

/// <summary>How long a run will take, from a few of its own steps.</summary>
public sealed record TimeForecast
{
    /// <summary>Steps that are measured.</summary>
    public const int Steps = 20;

    // More than the loader prepares ahead: what it had time for before the first step would flatter it.
    private const int Warmup = 5;
    private const int MostValidationBatches = 8;

    /// <summary>Mean duration of a batch in seconds, waiting for its images included.</summary>
    public required double BatchSeconds { get; init; }

    /// <summary>Share of it spent waiting for images, 0 to 1; zero without data.</summary>
    public required double DataWait { get; init; }

    /// <summary>Images per batch.</summary>
    public required int BatchSize { get; init; }

    /// <summary>What comes before the first step, in seconds: reading the data, compiling.</summary>
    public double SetupSeconds { get; init; }

    /// <summary>Batches of an epoch; zero without data.</summary>
    public int BatchesPerEpoch { get; init; }

    /// <summary>Duration of judging the validation images, in seconds.</summary>
    public double ValidationSeconds { get; init; }

    /// <summary>Duration of saving a checkpoint, in seconds.</summary>
    public double SaveSeconds { get; init; }

    /// <summary>Epochs of the run.</summary>
    public int Epochs { get; init; }

    /// <summary>Duration of an epoch in seconds.</summary>
    public double EpochSeconds => BatchesPerEpoch * BatchSeconds + ValidationSeconds + SaveSeconds;

    /// <summary>Duration of the run in seconds.</summary>
    public double TotalSeconds => SetupSeconds + Epochs * EpochSeconds;

    /// <summary>Runs <see cref="Steps"/> batches with a learning rate of zero; nothing is learned, and nothing
    /// stays.</summary>
    /// <param name="request">Model, sizes and data.</param>
    /// <param name="epochs">Epochs of the run; null for those of the configuration.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="UsageException">There is no such run or model.</exception>
    /// <exception cref="BadDataException">The data cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TimeForecast Probe(
        ProfileRequest request, int? epochs = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Data is null)
        {
            var profile = TrainingProfile.Run(request with { Steps = Steps }, cancellation);
            return new()
            {
                BatchSeconds = profile.Steps.Average(s => s.Duration.TotalSeconds), DataWait = 0,
                BatchSize = profile.Images,
            };
        }

        var start = Stopwatch.GetTimestamp();
        var (config, _) = NamedConfig.Find(request.Name, request.BatchSize, request.ImageSize);
        config = config with { Data = config.Data with { Train = request.Data, Val = null } };
        var data = ClassificationData.Open(config, null, cancellation);
        config = TrainingProfile.Fitting(config, data);
        if (config.Train.Threads > 0) Workers.Count = config.Train.Threads;
        return new Trial(config, data).Run(start, epochs ?? config.Train.Epochs, cancellation);
    }

    /// <summary>The parts of a run, each tried for a moment.</summary>
    private sealed class Trial
    {
        private readonly RunConfig _config;
        private readonly ClassificationData _data;
        private readonly VisionModel _model;
        private readonly Optimizer _optimizer;
        private readonly MovingAverage? _average;
        private readonly TrainingStep _step;

        public Trial(RunConfig config, ClassificationData data)
        {
            (_config, _data) = (config, data);
            _model = RunModel.Create(config, data.Train.Classes.Count);
            _optimizer = RunModel.CreateOptimizer(config, _model);
            _optimizer.Rate.Set([0]);
            _average = config.Ema.Decay > 0 ? new MovingAverage(_model.Everything, config.Ema.Decay) : null;
            _step = new(_model, _optimizer, _average, TrainingStepOptions.Of(config, data.Train));
        }

        public TimeForecast Run(long start, int epochs, CancellationToken cancellation)
        {
            var setup = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var (batch, wait) = Learn(cancellation);
            return new()
            {
                BatchSeconds = batch, DataWait = wait, BatchSize = _config.Train.BatchSize, SetupSeconds = setup,
                BatchesPerEpoch = RunSteps.Of(_config.Train, _data.TrainLoader()).BatchesPerEpoch,
                ValidationSeconds = Judge(cancellation), SaveSeconds = Save(), Epochs = epochs,
            };
        }

        private (double Seconds, double Wait) Learn(CancellationToken cancellation)
        {
            var (loader, mixer) = (_data.TrainLoader(), BatchMixer.Of(_config));
            var (done, start, waited) = (0, 0L, TimeSpan.Zero);
            for (var epoch = 0; ; epoch++)
            {
                foreach (var batch in loader.Epoch(epoch, 0, cancellation))
                {
                    _step.Run(batch.Images, batch.Labels, done++, mixer?.Draw(epoch, batch));
                    if (done == Warmup) (start, waited) = (Stopwatch.GetTimestamp(), loader.WaitTime);
                    if (done < Warmup + Steps) continue;
                    var time = Stopwatch.GetElapsedTime(start);
                    return (time.TotalSeconds / Steps, (loader.WaitTime - waited) / time);
                }
            }
        }

        private double Judge(CancellationToken cancellation)
        {
            var loader = _data.ValLoader();
            var step = new EvaluationStep(
                _model, Math.Min(_config.Train.BatchSize, _data.Val.Samples.Count), _config.Train.ImageSize);
            var (done, start) = (0, Stopwatch.GetTimestamp());
            foreach (var batch in loader.Epoch(0, 0, cancellation))
            {
                step.Run(batch.Images, batch.Count);
                if (++done == MostValidationBatches) break;
            }

            return Stopwatch.GetElapsedTime(start).TotalSeconds / done * loader.BatchesPerEpoch;
        }

        private double Save()
        {
            var folder = Directory.CreateTempSubdirectory("vireo-probe-").FullName;
            try
            {
                var start = Stopwatch.GetTimestamp();
                var store = new CheckpointStore(folder, 1, _ => { });
                new RunCheckpoints(store, _model, _optimizer, _average).Save(new());
                return Stopwatch.GetElapsedTime(start).TotalSeconds;
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
