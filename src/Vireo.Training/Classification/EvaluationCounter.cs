using Vireo.Training.Runs;
using Vireo.Vision.Datasets;
using Vireo.Vision.Metrics;

namespace Vireo.Training.Classification;

/// <summary>Gathers probabilities batch by batch into metrics and prediction lines.</summary>
internal sealed class EvaluationCounter(ClassificationDataset dataset, IReadOnlyList<string> classes)
{
    private readonly List<PredictionLine> _predictions = [];
    private double _lossSum;

    public ClassificationMetrics Metrics { get; } = new(classes.Count);

    public IReadOnlyList<PredictionLine> Predictions => _predictions;

    /// <summary>Mean negative log probability of the true class.</summary>
    public double Loss => _lossSum / Math.Max(1, Metrics.Samples);

    public void Add(LoaderBatch batch, ReadOnlySpan<float> probabilities)
    {
        Metrics.Add(probabilities, batch.Labels);
        for (var i = 0; i < batch.Count; i++)
        {
            var row = probabilities.Slice(i * classes.Count, classes.Count);
            var label = batch.Labels[i];
            _lossSum -= Math.Log(Math.Max(row[label], float.Epsilon));
            _predictions.Add(Predictor.Line(dataset.Samples[batch.Indices[i]].Path, classes[label], row, classes, 5));
        }
    }
}
