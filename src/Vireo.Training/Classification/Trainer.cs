using System.Diagnostics;
using System.Numerics.Tensors;
using Vireo.Optimizers;
using Vireo.Schedules;
using Vireo.Training.Config;
using Vireo.Training.Distillation;
using Vireo.Training.Events;
using Vireo.Training.Runs;
using Vireo.Vision.Augment.Mixing;
using Vireo.Vision.Datasets;
using Vireo.Vision.Zoo;

namespace Vireo.Training.Classification;

/// <summary>Trains an image classifier as a configuration says, into a run folder. A run that was stopped, by a signal
/// or by a power cut, goes on from its last checkpoint to the very same weights.</summary>
public sealed class Trainer
{
    private readonly RunConfig _config;
    private readonly ClassificationData _data;
    private readonly RunFolder _folder;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly Learner _learner;
    private readonly Optimizer _optimizer;
    private readonly MovingAverage? _average;
    private readonly Loader _loader;
    private readonly BatchMixer? _mixer;
    private readonly Dictionary<int, TrainingStep> _stepOfSide;
    private readonly RunSteps _steps;
    private readonly Schedule _schedule;
    private readonly PlateauRule? _plateau;
    private readonly long _warmupSteps;
    private readonly double? _lowRate;
    private readonly RunCheckpoints _checkpoints;
    private readonly Stopwatch _clock = new();
    private TrainingStep _step;
    private TrainerState _state = new();

    /// <summary>Builds and compiles everything; nothing runs yet.</summary>
    /// <param name="config">What to do.</param>
    /// <param name="data">What to learn from.</param>
    /// <param name="folder">Where everything goes.</param>
    /// <param name="warn">Told what the user should know, such as a damaged checkpoint that was skipped.</param>
    /// <param name="progress">Told how far the training is.</param>
    /// <param name="schedule">In place of the configured schedule with its warm-up, such as a
    /// <see cref="LambdaSchedule"/>; it sees steps and the total. A resumed run has to be given the same.</param>
    /// <exception cref="UsageException">The configuration names what does not exist.</exception>
    /// <exception cref="BadModelFileException">The weights to start from are unusable.</exception>
    public Trainer(
        RunConfig config, ClassificationData data, RunFolder folder, Action<string> warn,
        IProgress<TrainingProgress>? progress = null, Schedule? schedule = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(warn);
        (_config, _data, _folder, _progress) = (config, data, folder, progress);
        var classes = data.Train.Classes.Count;
        _learner = new(config, RunModel.Create(config, classes));
        // Networks from files begin with a checkpoint, which has these weights already.
        if (config.Init.Weights is { } weights && config.Model.GraphFile is null)
            StartingWeights.Load(_learner.Model, weights, warn);
        var distiller = RunDistillation.For(config, _learner, data.Train.Classes, warn);
        _optimizer = RunModel.CreateOptimizer(config, _learner);
        _average = config.Ema.Decay > 0 ? new MovingAverage(_learner.Everything, config.Ema.Decay) : null;
        (_loader, _mixer) = (data.TrainLoader(), BatchMixer.Of(config));
        _steps = RunSteps.Of(config.Train, _loader);
        var configured = new RunSchedule(config.Schedule, _steps.PerEpoch, _steps.Total);
        (_schedule, _plateau) = (schedule ?? configured.Create(), configured.Plateau());
        _warmupSteps = schedule is null ? configured.WarmupSteps : 0;
        _lowRate = RunPlan.TooLow(config.Optimizer.Lr, _schedule, _warmupSteps, _steps);
        if (_lowRate is { } low) warn(RunPlan.LowRateNote(low, config));
        var options = TrainingStepOptions.Of(config, data.Train) with
        {
            BatchSize = Math.Min(config.Train.BatchSize, data.Train.Samples.Count), Accumulate = _steps.Accumulate,
            Distiller = distiller,
            MemoryBudget = config.Train.Recompute == RecomputeKind.None ? null
                : MemoryForecast.BudgetOf(config, Validation.StepFor(config, data, _learner)),
        };
        // All of them change the same weights and the same memory of the optimizer.
        _stepOfSide = config.Train.Sides.ToDictionary(side => side, side => MemoryForecast.Within(
            config, () => new(_learner, _optimizer, _average, options with { ImageSize = side })));
        _step = _stepOfSide[config.Train.Sides[^1]];
        var store = folder.OpenCheckpoints(config.Checkpoint.Keep, warn);
        _checkpoints = new(store, _learner, _optimizer, _average, distiller);
    }

    /// <summary>Steps of the whole run.</summary>
    public long TotalSteps => _steps.Total;

    /// <summary>The model, as it is now.</summary>
    public VisionModel Model => _learner.Model;

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
            _state = restored with { Batch = Math.Min(restored.Batch, _steps.BatchesPerEpoch) };
        }

        if (!_checkpoints.HasBeside) StartingRanges.Find(_config, _data, _learner, _average, cancellation);

        using var events = new EventWriter(_folder.EventsPath, TimeProvider.System);
        if (_lowRate is { } low) events.Add("train/rate_too_low", _state.Step, low);
        var validation = new Validation(_config, _data, _learner, _average);
        while (_state.Epoch < _config.Train.Epochs && !StopsEarly)
        {
            var time = TrainEpoch(events, cancellation);
            FinishEpoch(events, validation, time, cancellation);
        }

        var best = _state.History.MaxBy(e => (e.ValTop1, -e.ValLoss))
            ?? throw new InvalidOperationException("no epoch was trained");
        RunReport.Write(_folder, _config, _data, _state.History);
        return best;
    }

    private bool StopsEarly => _state.Plateau is { IsOver: true }
        || (_config.Train.EarlyStopPatience > 0 && _state.EpochsSinceBest >= _config.Train.EarlyStopPatience);

    private EpochTime TrainEpoch(EventWriter events, CancellationToken cancellation)
    {
        _clock.Restart();
        var waited = _loader.WaitTime;
        var first = _state.Batch;
        var lossBefore = _state.LossSum;
        foreach (var batch in _loader.Epoch(_state.Epoch, _state.Batch, CancellationToken.None))
        {
            if (batch.Index >= _steps.BatchesPerEpoch) break;
            if (batch.Side > 0) _step = _stepOfSide[batch.Side];
            // Only between steps: gradients that wait for more are in no checkpoint.
            if (_step.Pending == 0) SaveAndStopIf(cancellation);
            var rate = RateAt(_state.Step);
            var mix = _mixer?.Draw(_state.Epoch, batch);
            var result = Learn(batch, mix, rate);
            var truth = !_config.Distill.Labels && result.Taught is { } taught ? Best(taught, batch.Count)
                : mix is null ? batch.Labels : mix.HeavierLabels(batch.Labels);
            _state = _state with
            {
                Batch = batch.Index + 1, LossSum = _state.LossSum + result.Loss, Seen = _state.Seen + batch.Count,
                Correct = _state.Correct + Correct(result.Logits, truth),
            };
            if (result.GradientNorm is { } norm)
            {
                _state = _state with { Step = _state.Step + 1 };
                Note(events, (_state.LossSum - lossBefore) / _steps.Accumulate, rate, norm);
                lossBefore = _state.LossSum;
            }

            Report(first, _loader.WaitTime - waited, batch.Count);
            var every = _config.Checkpoint.EverySteps;
            if (every > 0 && _step.Pending == 0 && _state.Step % every == 0) _checkpoints.Save(_state);
        }

        var time = new EpochTime(_clock.Elapsed.TotalSeconds, (_loader.WaitTime - waited) / _clock.Elapsed);
        events.Add("train/data_wait", _state.Step, time.DataWait);
        return time;
    }

    /// <summary>Duration of the training part of an epoch, and the share of it spent waiting for images.</summary>
    private readonly record struct EpochTime(double Seconds, double DataWait);

    private void SaveAndStopIf(CancellationToken cancellation)
    {
        if (!cancellation.IsCancellationRequested) return;
        _checkpoints.Save(_state);
        cancellation.ThrowIfCancellationRequested();
    }

    private double RateAt(long step) =>
        _config.Optimizer.Lr * _schedule.Factor(step, TotalSteps) * (_state.Plateau?.Factor ?? 1);

    private void Note(EventWriter events, double loss, double rate, double norm)
    {
        events.Add("train/loss", _state.Step, loss);
        events.Add("train/learning_rate", _state.Step, rate);
        events.Add("train/gradient_norm", _state.Step, norm);
        if (_optimizer.MomentumNow is { } momentum) events.Add("train/momentum", _state.Step, momentum.ToDoubles()[0]);
    }

    private TrainingResult Learn(LoaderBatch batch, BatchMix? mix, double rate)
    {
        _optimizer.Rate.Set([rate]);
        if (_schedule.Momentum(_state.Step, TotalSteps) is { } momentum) _optimizer.MomentumNow?.Set([momentum]);
        try
        {
            return _step.Run(batch.Images, batch.Labels, _state.Step, mix);
        }
        catch (NonFiniteException failure)
        {
            var images = batch.Indices.ToArray().Select(i => _data.Train.Samples[i].Path).ToArray();
            var suspect = failure.Row < images.Length ? $"Image of that row: {images[failure.Row]}. " : "";
            if (suspect != "" && mix?.Images[failure.Row].Partner is { } partner && partner != failure.Row)
                suspect += $"Mixed with: {images[partner]}. ";
            throw new VireoException(
                failure.Code, $"step {_state.Step + 1}: {failure.Reason} {suspect}Batch: {string.Join(", ", images)}",
                failure);
        }
    }

    private static int Correct(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels)
    {
        var correct = 0;
        var found = Best(logits, labels.Length);
        for (var i = 0; i < labels.Length; i++)
        {
            if (found[i] == labels[i]) correct++;
        }

        return correct;
    }

    private static int[] Best(ReadOnlySpan<float> logits, int images)
    {
        var (classes, best) = (logits.Length / images, new int[images]);
        for (var i = 0; i < images; i++) best[i] = TensorPrimitives.IndexOfMax(logits.Slice(i * classes, classes));
        return best;
    }

    private void Report(int firstBatch, TimeSpan waited, int batchSize)
    {
        if (_progress is null) return;
        var seconds = Math.Max(1e-9, _clock.Elapsed.TotalSeconds);
        var perSecond = (_state.Batch - firstBatch) / seconds;
        _progress.Report(new(TrainingPhase.Training, _state.Batch, _steps.BatchesPerEpoch)
        {
            Epoch = _state.Epoch + 1, Epochs = _config.Train.Epochs, Loss = _state.LossSum / _state.Batch,
            Top1 = (double)_state.Correct / _state.Seen, Rate = perSecond * batchSize,
            DataWait = waited.TotalSeconds / seconds,
            Left = TimeSpan.FromSeconds((TotalSteps - _state.Step) * _steps.Accumulate / perSecond),
        });
    }

    private Validation.Result Validate(Validation validation, CancellationToken cancellation)
    {
        try
        {
            return validation.Run(_state.Epoch + 1, _progress, cancellation);
        }
        catch (OperationCanceledException)
        {
            // All batches of the epoch are done: who goes on from here begins with the validation.
            _checkpoints.Save(_state);
            throw;
        }
    }

    private PlateauState? NextPlateau(EpochRecord record)
    {
        var isBehindWarmup = _state.Step - _steps.PerEpoch >= _warmupSteps;
        if (_plateau is null || !isBehindWarmup) return _state.Plateau;
        var metric = _config.Schedule.Metric == PlateauMetric.ValTop1 ? record.ValTop1 : record.ValLoss;
        return _plateau.Next(_state.Plateau ?? _plateau.Start, metric);
    }

    private void FinishEpoch(
        EventWriter events, Validation validation, EpochTime time, CancellationToken cancellation)
    {
        var found = Validate(validation, cancellation);
        var record = new EpochRecord
        {
            Epoch = _state.Epoch + 1, TrainLoss = _state.LossSum / _state.Batch,
            TrainTop1 = (double)_state.Correct / _state.Seen, ValLoss = found.Loss, ValTop1 = found.Metrics.Top1,
            ValTop5 = found.Metrics.TopK, Rate = RateAt(_state.Step - 1), Seconds = time.Seconds,
            DataWait = time.DataWait,
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
            EpochsSinceBest = isBest ? 0 : _state.EpochsSinceBest + 1, Plateau = NextPlateau(record),
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
