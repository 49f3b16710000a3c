using Vireo.Optimizers;
using Vireo.Training.Config;
using Vireo.Training.Runs;
using Vireo.Vision.Datasets;
using Vireo.Vision.Metrics;

namespace Vireo.Training.Classification;

/// <summary>Judges a model on the validation images after every epoch; with moving averages it judges those.</summary>
internal sealed class Validation
{
    private readonly RunConfig _config;
    private readonly ClassificationData _data;
    private readonly Loader _loader;
    private readonly EvaluationStep _step;
    private readonly Learner? _averaged;
    private readonly MovingAverage? _average;

    public Validation(RunConfig config, ClassificationData data, Learner learner, MovingAverage? average)
    {
        (_config, _data, _average) = (config, data, average);
        _averaged = average is null ? null : new(config, RunModel.Undrawn(config, data.Train.Classes.Count));
        _loader = data.ValLoader();
        _step = StepFor(config, data, _averaged ?? learner);
    }

    /// <summary>What a model is judged with after every epoch.</summary>
    public static EvaluationStep StepFor(RunConfig config, ClassificationData data, Learner learner) =>
        new(
            learner, Math.Min(config.Train.BatchSize, data.Val.Samples.Count), config.Train.ImageSize,
            config.Train.Precision.ForSteps);

    /// <summary>What was found.</summary>
    public sealed record Result(double Loss, ClassificationMetrics Metrics, IReadOnlyList<PredictionLine> Predictions);

    public Result Run(int epoch, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        CopyAverages();
        var counter = new EvaluationCounter(_data.Val, _data.Train.Classes);
        foreach (var batch in _loader.Epoch(0, 0, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            counter.Add(batch, _step.Run(batch.Images, batch.Count));
            progress?.Report(new(TrainingPhase.Validating, counter.Metrics.Samples, _data.Val.Samples.Count)
            {
                Epoch = epoch, Epochs = _config.Train.Epochs,
            });
        }

        return new(counter.Loss, counter.Metrics, counter.Predictions);
    }

    private void CopyAverages()
    {
        if (_averaged is null || _average is null) return;
        foreach (var (target, source) in _averaged.Everything.Zip(_average.State))
        {
            target.Variable.Set(source.Variable.ToDoubles());
        }
    }
}
