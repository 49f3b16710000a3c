using Vireo.Training.Config;
using Vireo.Training.Runs;
using Vireo.Vision.Augment;
using Vireo.Vision.Datasets;
using Vireo.Vision.Metrics;
using Vireo.Vision.Zoo;

namespace Vireo.Training.Classification;

/// <summary>The best model of a run, with the very preprocessing it was judged with.</summary>
public sealed class Predictor
{
    private readonly RunConfig _config;
    private readonly ClassificationTransforms _transforms;
    private readonly Dictionary<int, EvaluationStep> _steps = [];

    private readonly Precision _precision;

    private Predictor(RunConfig config, RunManifest manifest, VisionModel model, PrecisionChoice? precision)
    {
        (_config, Manifest, Model) = (config, manifest, model);
        _precision = (precision ?? config.Train.Precision).ForSteps;
        _transforms = ClassificationData.TransformsFor(config);
    }

    /// <summary>What the run is.</summary>
    public RunManifest Manifest { get; }

    /// <summary>Names of the classes, in the order of the probabilities.</summary>
    public IReadOnlyList<string> Classes => Manifest.Classes;

    /// <summary>The model.</summary>
    public VisionModel Model { get; }

    /// <summary>Loads the best checkpoint of a run.</summary>
    /// <param name="run">Folder of the run.</param>
    /// <param name="warn">Told about damaged checkpoints that were skipped.</param>
    /// <param name="precision">In which type to compute; null for that of the run.</param>
    /// <param name="single">Whether single images come next: their plan is then made while the weights are
    /// read.</param>
    /// <exception cref="UsageException">The folder holds no run.</exception>
    /// <exception cref="BadModelFileException">There is no whole checkpoint, or it is of another model.</exception>
    public static Predictor Load(
        string run, Action<string> warn, PrecisionChoice? precision = null, bool single = false)
    {
        var folder = RunFolder.Open(run);
        // What does not need the other is done side by side: a cold process spends its time on compiling and reading.
        var reading = Task.Run(folder.ReadManifest);
        var config = folder.ReadConfig();
        var manifest = reading.GetAwaiter().GetResult();
        var model = RunModel.Undrawn(config, manifest.Classes.Count);
        var weights = Task.Run(() => ReadWeights(folder, config, model, run, warn));
        var predictor = new Predictor(config, manifest, model, precision);
        if (single) predictor.StepFor(1);
        weights.GetAwaiter().GetResult();
        return predictor;
    }

    private static void ReadWeights(
        RunFolder folder, RunConfig config, VisionModel model, string run, Action<string> warn)
    {
        var checkpoint = folder.OpenCheckpoints(config.Checkpoint.Keep, warn)
            .Best([RunCheckpoints.AverageFile, RunCheckpoints.ModelFile])
            ?? throw new BadModelFileException("VIR2012",
                $"{run} has no checkpoint yet; train it first, or --resume it.");
        var averaged = checkpoint.Files.Contains(RunCheckpoints.AverageFile);
        RunCheckpoints.Load(checkpoint[averaged ? RunCheckpoints.AverageFile : RunCheckpoints.ModelFile],
            model.Everything);
    }

    /// <summary>Judges the model on a data set.</summary>
    /// <param name="data">Folder or list file; its validation part is used when it has one.</param>
    /// <param name="progress">Told how many images are done.</param>
    /// <param name="cancellation">Stops early.</param>
    /// <exception cref="BadDataException">The data cannot be used, or an image cannot be read.</exception>
    public (ClassificationReport Report, IReadOnlyList<PredictionLine> Predictions) Evaluate(
        string data, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        var dataset = DatasetSource.OpenVal(data, Classes);
        var counter = new EvaluationCounter(dataset, Classes);
        var step = StepFor(Math.Min(_config.Train.BatchSize, dataset.Samples.Count));
        var loader = ClassificationData.EvaluationLoader(dataset, _transforms, _config);
        foreach (var batch in loader.Epoch(0, 0, cancellation))
        {
            counter.Add(batch, step.Run(batch.Images, batch.Count));
            progress?.Report(new(TrainingPhase.Validating, counter.Metrics.Samples, dataset.Samples.Count));
        }

        return (counter.Metrics.Report(), counter.Predictions);
    }

    /// <summary>Says what an image shows.</summary>
    /// <param name="path">The image file.</param>
    /// <param name="top">Number of classes to name.</param>
    /// <exception cref="BadDataException">It cannot be read.</exception>
    public PredictionLine Predict(string path, int top)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(top);
        var pixels = new float[3 * _transforms.Size * _transforms.Size];
        ClassificationData.Reader(_transforms, training: false)(path, new(0, 0, new Rng(0)), pixels);
        return Line(path, null, StepFor(1).Run(pixels, 1), Classes, top);
    }

    /// <summary>Says what each of many images shows; one that cannot be read does not stop the others.</summary>
    /// <param name="paths">The image files.</param>
    /// <param name="top">Number of classes to name.</param>
    public IEnumerable<PredictionOutcome> PredictEach(IEnumerable<string> paths, int top)
    {
        ArgumentNullException.ThrowIfNull(paths);
        foreach (var path in paths)
        {
            PredictionLine? line = null;
            VireoException? failure = null;
            try
            {
                line = Predict(path, top);
            }
            catch (VireoException unreadable)
            {
                failure = unreadable;
            }

            yield return new(path, line, failure);
        }
    }

    internal static PredictionLine Line(
        string path, string? label, ReadOnlySpan<float> probabilities, IReadOnlyList<string> classes, int top)
    {
        var values = probabilities.ToArray();
        var best = Enumerable.Range(0, values.Length).OrderByDescending(c => values[c]).Take(top)
            .Select(c => new ClassProbability(classes[c], values[c])).ToList();
        return new(path, label, best[0].Class, best[0].Probability, best);
    }

    private EvaluationStep StepFor(int batch)
    {
        if (!_steps.TryGetValue(batch, out var step))
        {
            _steps[batch] = step = new(Model, batch, _config.Train.ImageSize, _precision);
        }

        return step;
    }
}
