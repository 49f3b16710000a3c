using System.Diagnostics;
using Vireo.Optimizers;
using Vireo.Schedules;
using Vireo.Training.Config;
using Vireo.Training.Events;
using Vireo.Training.Runs;
using Vireo.Vision.Datasets;
using Vireo.Vision.Zoo;
using Vireo.Weights;

namespace Vireo.Training.Classification;

/// <summary>Trains an image classifier as a configuration says, into a run folder. A run that was stopped, by a signal
/// or by a power cut, goes on from its last checkpoint to the very same weights.</summary>
public sealed class Trainer
{
    private readonly RunConfig _config;
    private readonly ClassificationData _data;
    private readonly RunFolder _folder;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly VisionModel _model;
    private readonly Optimizer _optimizer;
    private readonly MovingAverage? _average;
    private readonly Loader _loader;
    private readonly TrainingStep _step;
    private readonly Schedule _schedule;
    private readonly RunCheckpoints _checkpoints;
    private readonly Stopwatch _clock = new();
    private TrainerState _state = new();

    /// <summary>Builds and compiles everything; nothing runs yet.</summary>
    /// <param name="config">What to do.</param>
    /// <param name="data">What to learn from.</param>
    /// <param name="folder">Where everything goes.</param>
    /// <param name="warn">Told what the user should know, such as a damaged checkpoint that was skipped.</param>
    /// <param name="progress">Told how far the training is.</param>
    /// <exception cref="UsageException">The configuration names what does not exist.</exception>
    /// <exception cref="BadModelFileException">The weights to start from are unusable.</exception>
    public Trainer(
        RunConfig config, ClassificationData data, RunFolder folder, Action<string> warn,
        IProgress<TrainingProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(warn);
        (_config, _data, _folder, _progress) = (config, data, folder, progress);
        var classes = data.Train.Classes.Count;
        _model = RunModel.Create(config, classes);
        if (config.Init.Weights is { } weights) StartFrom(weights, warn);
        _optimizer = RunModel.CreateOptimizer(config.Optimizer);
        _average = config.Ema.Decay > 0 ? new MovingAverage(_model.Everything, config.Ema.Decay) : null;
        _loader = data.TrainLoader();
        _schedule = RunModel.CreateSchedule(config.Schedule, _loader.BatchesPerEpoch);
        _step = new(_model, _optimizer, _average, new()
        {
            BatchSize = Math.Min(config.Train.BatchSize, data.Train.Samples.Count), ImageSize = config.Train.ImageSize,
            Seed = config.Train.Seed, LabelSmoothing = config.Loss.LabelSmoothing,
            ClassWeights = config.Loss.ClassWeights.For(data.Train.Counts()), GradientClip = config.Train.GradClip,
        });
        _checkpoints = new(folder.OpenCheckpoints(config.Checkpoint.Keep, warn), _model, _optimizer, _average);
    }

    /// <summary>Steps of the whole run.</summary>
    public long TotalSteps => (long)_config.Train.Epochs * _loader.BatchesPerEpoch;

    /// <summary>The model, as it is now.</summary>
    public VisionModel Model => _model;

    /// <summary>Trains to the end, writes the report, and returns what the best epoch achieved.</summary>
    /// <param name="resume">Whether to go on from the latest checkpoint, if there is one.</param>
    /// <param name="cancellation">Saves a checkpoint and stops.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; a checkpoint was saved.</exception>
    /// <exception cref="NonFiniteException">The loss or a gradient is not finite; the message names op and
    /// images.</exception>
    public EpochRecord Fit(bool resume, CancellationToken cancellation = default)
    {
        if (resume && _checkpoints.Restore() is { } restored)
        {
            _state = restored with { Batch = Math.Min(restored.Batch, _loader.BatchesPerEpoch) };
        }

        using var events = new EventWriter(_folder.EventsPath, TimeProvider.System);
        var validation = new Validation(_config, _data, _model, _average);
        while (_state.Epoch < _config.Train.Epochs && !StopsEarly)
        {
            var seconds = TrainEpoch(events, cancellation);
            FinishEpoch(events, validation, seconds);
        }

        var best = _state.History.MaxBy(e => (e.ValTop1, -e.ValLoss))
            ?? throw new InvalidOperationException("no epoch was trained");
        RunReport.Write(_folder, _config, _data, _state.History);
        return best;
    }

    private bool StopsEarly =>
        _config.Train.EarlyStopPatience > 0 && _state.EpochsSinceBest >= _config.Train.EarlyStopPatience;

    private void StartFrom(string path, Action<string> warn)
    {
        using var file = WeightFile.Read(path);
        var skipped = ModuleWeights.LoadMatching(_model.Everything, file);
        if (skipped.Count > 0)
            warn($"not in {path}, or of another shape, so drawn afresh: {string.Join(", ", skipped)}");
    }

    private double TrainEpoch(EventWriter events, CancellationToken cancellation)
    {
        _clock.Restart();
        var waited = _loader.WaitTime;
        var first = _state.Batch;
        foreach (var batch in _loader.Epoch(_state.Epoch, _state.Batch, CancellationToken.None))
        {
            if (cancellation.IsCancellationRequested)
            {
                _checkpoints.Save(_state);
                cancellation.ThrowIfCancellationRequested();
            }

            var rate = _config.Optimizer.Lr * _schedule.Factor(_state.Step, TotalSteps);
            var result = Learn(batch, rate);
            _state = _state with
            {
                Step = _state.Step + 1, Batch = batch.Index + 1, LossSum = _state.LossSum + result.Loss,
                Correct = _state.Correct + Correct(result.Logits, batch.Labels), Seen = _state.Seen + batch.Count,
            };
            events.Add("train/loss", _state.Step, result.Loss);
            events.Add("train/learning_rate", _state.Step, rate);
            events.Add("train/gradient_norm", _state.Step, result.GradientNorm);
            Report(first, _loader.WaitTime - waited, batch.Count);
            if (_config.Checkpoint.EverySteps > 0 && _state.Step % _config.Checkpoint.EverySteps == 0)
            {
                _checkpoints.Save(_state);
            }
        }

        var seconds = _clock.Elapsed.TotalSeconds;
        events.Add("train/waiting", _state.Step, (_loader.WaitTime - waited) / TimeSpan.FromSeconds(seconds));
        return seconds;
    }

    private TrainingResult Learn(LoaderBatch batch, double rate)
    {
        _optimizer.Rate.Set([rate]);
        try
        {
            return _step.Run(batch.Images, batch.Labels, _state.Step);
        }
        catch (NonFiniteException failure)
        {
            var images = batch.Indices.ToArray().Select(i => _data.Train.Samples[i].Path).ToArray();
            var suspect = failure.Row < images.Length ? $"Image of that row: {images[failure.Row]}. " : "";
            throw new VireoException(
                failure.Code, $"step {_state.Step + 1}: {failure.Reason} {suspect}Batch: {string.Join(", ", images)}",
                failure);
        }
    }

    private static int Correct(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels)
    {
        var classes = logits.Length / labels.Length;
        var correct = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var row = logits.Slice(i * classes, classes);
            if (System.Numerics.Tensors.TensorPrimitives.IndexOfMax(row) == labels[i]) correct++;
        }

        return correct;
    }

    private void Report(int firstBatch, TimeSpan waited, int batchSize)
    {
        if (_progress is null) return;
        var seconds = Math.Max(1e-9, _clock.Elapsed.TotalSeconds);
        var perSecond = (_state.Batch - firstBatch) / seconds;
        _progress.Report(new(TrainingPhase.Training, _state.Batch, _loader.BatchesPerEpoch)
        {
            Epoch = _state.Epoch + 1, Epochs = _config.Train.Epochs, Loss = _state.LossSum / _state.Batch,
            Top1 = (double)_state.Correct / _state.Seen, Rate = perSecond * batchSize,
            Waiting = waited.TotalSeconds / seconds,
            Left = TimeSpan.FromSeconds((TotalSteps - _state.Step) / perSecond),
        });
    }

    private void FinishEpoch(EventWriter events, Validation validation, double seconds)
    {
        var found = validation.Run(_state.Epoch + 1, _progress);
        var record = new EpochRecord
        {
            Epoch = _state.Epoch + 1, TrainLoss = _state.LossSum / _state.Batch,
            TrainTop1 = (double)_state.Correct / _state.Seen, ValLoss = found.Loss, ValTop1 = found.Metrics.Top1,
            ValTop5 = found.Metrics.TopK, Rate = _config.Optimizer.Lr * _schedule.Factor(_state.Step - 1, TotalSteps),
            Seconds = seconds,
        };
        events.Add("val/loss", _state.Step, record.ValLoss);
        events.Add("val/top1", _state.Step, record.ValTop1);
        events.Add("val/top5", _state.Step, record.ValTop5);
        events.Add("train/top1", _state.Step, record.TrainTop1);
        events.Flush();

        // Of equally accurate epochs the one with the smaller loss is more certain of what it knows.
        var isBest = record.ValTop1 > _state.BestTop1
            || (record.ValTop1 == _state.BestTop1 && record.ValLoss < _state.BestLoss);
        _state = new()
        {
            Step = _state.Step, Epoch = _state.Epoch + 1, History = [.. _state.History, record],
            BestTop1 = isBest ? record.ValTop1 : _state.BestTop1, BestLoss = isBest ? record.ValLoss : _state.BestLoss,
            EpochsSinceBest = isBest ? 0 : _state.EpochsSinceBest + 1,
        };
        var isLast = _state.Epoch == _config.Train.Epochs || StopsEarly;
        // Before the checkpoint: whoever is killed in between repeats the epoch and writes the same again.
        if (isBest) _folder.WritePredictions(found.Predictions);
        if (isBest || isLast || _state.Epoch % _config.Checkpoint.EveryEpochs == 0)
        {
            _checkpoints.Save(_state, isBest ? record.ValTop1 : null);
        }

        _progress?.Report(new(TrainingPhase.Validating, _data.Val.Samples.Count, _data.Val.Samples.Count)
        {
            Epoch = record.Epoch, Epochs = _config.Train.Epochs, Finished = record,
        });
    }
}
