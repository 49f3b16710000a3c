using Vireo.Training.Bundles;
using Vireo.Training.Config;
using Vireo.Training.Runs;
using Vireo.Vision.Augment;
using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Sampling;
using Vireo.Vision.Imaging;
using Vireo.Vision.Metrics;

namespace Vireo.Training.Classification;

/// <summary>A trained model that answers, with the very preprocessing it was judged with.</summary>
/// <remarks>Safe for any number of threads: decoding runs side by side, the network in turns. One instance serves a
/// whole program, such as a singleton of a service container, which disposes of it.</remarks>
/// <example><code>
/// using var predictor = Predictor.Load("model.vireo");
/// var top = predictor.Predict("image.jpg");
/// </code></example>
public sealed class Predictor : IDisposable
{
    private readonly Dictionary<int, EvaluationStep> _steps = [];
    private readonly Precision _precision;
    private readonly SampleReader _reader;
    private bool _isDisposed;

    /// <summary>A predictor for a model.</summary>
    /// <param name="bundle">The model with all that belongs to it.</param>
    /// <param name="precision">In which type to compute; null for that of the model.</param>
    public Predictor(ModelBundle bundle, PrecisionChoice? precision = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        Bundle = bundle;
        _precision = precision?.ForSteps ?? bundle.Description.PrecisionForSteps;
        _reader = Pipeline.Reader();
    }

    /// <summary>The model with all that belongs to it.</summary>
    public ModelBundle Bundle { get; }

    /// <summary>Names of the classes, in the order of the probabilities.</summary>
    public IReadOnlyList<string> Classes => Bundle.Description.Classes;

    /// <summary>Whether every answer is the mean of two: for what the network sees of a picture, and for its mirror
    /// image (left and right exchanged). Twice the time.</summary>
    public bool Mirrors { get; init; }

    private ImagePipeline Pipeline => Bundle.Description.Preprocessing;

    /// <summary>Loads the file of a bundle, the best checkpoint of a run, or a classifier in an ONNX file.</summary>
    /// <param name="path">File or folder.</param>
    /// <param name="warn">Told about damaged checkpoints that were skipped.</param>
    /// <param name="precision">In which type to compute; null for that of the model.</param>
    /// <param name="single">Whether single images come first: their plan is then made while the weights are
    /// read.</param>
    /// <param name="onnx">What an ONNX file from elsewhere does not say about itself.</param>
    /// <param name="mirrors">See <see cref="Mirrors"/>.</param>
    /// <exception cref="UsageException">The folder holds no run.</exception>
    /// <exception cref="BadModelFileException">The file is no whole bundle, no ONNX file that is read, or there is no
    /// whole checkpoint.</exception>
    public static Predictor Load(
        string path, Action<string>? warn = null, PrecisionChoice? precision = null, bool single = true,
        OnnxPreparation? onnx = null, bool mirrors = false)
    {
        var (bundle, readWeights) = ModelBundle.Begin(path, warn, onnx);
        var reading = Task.Run(readWeights);
        var predictor = new Predictor(bundle, precision) { Mirrors = mirrors };
        if (single) predictor.StepFor(1);
        reading.GetAwaiter().GetResult();
        return predictor;
    }

    /// <summary>Judges the model on a data set.</summary>
    /// <param name="data">Folder or list file; its validation part is used when it has one.</param>
    /// <param name="progress">Told how many images are done.</param>
    /// <param name="cancellation">Stops early.</param>
    /// <exception cref="BadDataException">The data cannot be used, or an image cannot be read.</exception>
    public (ClassificationReport Report, IReadOnlyList<PredictionLine> Predictions) Evaluate(
        string data, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default) =>
        Evaluate(DatasetSource.OpenVal(data, Classes), progress, cancellation);

    /// <summary>Judges the model on images.</summary>
    /// <param name="dataset">The images; their classes are those of the model.</param>
    /// <param name="progress">Told how many images are done.</param>
    /// <param name="cancellation">Stops early.</param>
    /// <exception cref="BadDataException">An image cannot be read.</exception>
    public (ClassificationReport Report, IReadOnlyList<PredictionLine> Predictions) Evaluate(
        ClassificationDataset dataset, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var counter = new EvaluationCounter(dataset, Classes);
        var batchSize = Math.Min(Bundle.Description.BatchSize, dataset.Samples.Count);
        var step = StepFor(batchSize);
        var loader = new Loader(
            new ClassificationSource(dataset, _reader), new SequentialSampler(dataset.Samples.Count),
            new() { BatchSize = batchSize, SampleLength = SampleLength });
        foreach (var batch in loader.Epoch(0, 0, cancellation))
        {
            counter.Add(batch, Run(step, batch.Images, batch.Count));
            progress?.Report(new(TrainingPhase.Validating, counter.Metrics.Samples, dataset.Samples.Count));
        }

        return (counter.Metrics.Report(), counter.Predictions);
    }

    /// <summary>Says what an image shows.</summary>
    /// <param name="path">The image file.</param>
    /// <param name="top">Number of classes to name; null for as many as the model's postprocessing says.</param>
    /// <exception cref="BadDataException">It cannot be read.</exception>
    public PredictionLine Predict(string path, int? top = null)
    {
        var pixels = new float[SampleLength];
        _reader(path, new(0, 0, new Rng(0)), pixels);
        return Answer(path, Run(StepFor(1), pixels, 1), top);
    }

    /// <summary>Says what a picture shows that is in memory already.</summary>
    /// <param name="image">Three channels: red, green, blue.</param>
    /// <param name="top">Number of classes to name; null for as many as the model's postprocessing says.</param>
    public PredictionLine Predict(Image image, int? top = null) => Answer("", Probabilities(image), top);

    /// <summary>Probabilities of all classes, in their order, for a picture that is in memory already.</summary>
    /// <param name="image">Three channels: red, green, blue.</param>
    public float[] Probabilities(Image image)
    {
        var pixels = new float[SampleLength];
        Pipeline.Write(image, pixels);
        return Run(StepFor(1), pixels, 1);
    }

    /// <summary>Says what each of many images shows; one that cannot be read does not stop the others.</summary>
    /// <param name="paths">The image files.</param>
    /// <param name="top">Number of classes to name; null for as many as the model's postprocessing says.</param>
    public IEnumerable<PredictionOutcome> PredictEach(IEnumerable<string> paths, int? top = null)
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

    /// <summary>Lets go of plans and their memory; the predictor answers no more.</summary>
    public void Dispose()
    {
        lock (_steps)
        {
            _isDisposed = true;
            _steps.Clear();
        }
    }

    internal static PredictionLine Line(
        string path, string? label, ReadOnlySpan<float> probabilities, IReadOnlyList<string> classes, int top,
        double threshold = 0)
    {
        var values = probabilities.ToArray();
        var best = Enumerable.Range(0, values.Length).OrderByDescending(c => values[c]).Take(top)
            .Select(c => new ClassProbability(classes[c], values[c])).ToList();
        return new(path, label, best[0].Class, best[0].Probability, best.FindAll(c => c.Probability >= threshold));
    }

    private int SampleLength => 3 * Pipeline.Size * Pipeline.Size;

    private PredictionLine Answer(string path, ReadOnlySpan<float> probabilities, int? top)
    {
        var after = Bundle.Description.Postprocessing;
        var count = top ?? after.Top;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count, nameof(top));
        return Line(path, null, probabilities, Classes, count, after.Threshold);
    }

    private float[] Run(EvaluationStep step, ReadOnlySpan<float> images, int count)
    {
        var probabilities = step.Run(images, count);
        if (!Mirrors) return probabilities;
        var others = step.Run(Mirrored(images[..(count * SampleLength)]), count);
        for (var i = 0; i < probabilities.Length; i++) probabilities[i] = (probabilities[i] + others[i]) / 2;
        return probabilities;
    }

    /// <summary>Images <c>[N, S, S, 3]</c> with the order of their columns reversed.</summary>
    private float[] Mirrored(ReadOnlySpan<float> images)
    {
        var (result, row) = (new float[images.Length], 3 * Pipeline.Size);
        for (var start = 0; start < images.Length; start += row)
        {
            for (var x = 0; x < row; x += 3)
                images.Slice(start + x, 3).CopyTo(result.AsSpan(start + row - 3 - x));
        }

        return result;
    }

    private EvaluationStep StepFor(int batch)
    {
        lock (_steps)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_steps.TryGetValue(batch, out var step))
            {
                _steps[batch] = step = new(Bundle.Model, batch, Pipeline.Size, _precision);
            }

            return step;
        }
    }
}
