using Vireo.Training.Bundles;
using Vireo.Training.Config;
using Vireo.Training.Runs;
using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Sampling;
using Vireo.Vision.Imaging;
using Vireo.Vision.Metrics;

namespace Vireo.Training.Classification;

/// <summary>A trained model, or several that answer together, with the very preprocessing they were judged
/// with.</summary>
/// <remarks>Safe for any number of threads: decoding runs side by side, the network in turns. One instance serves a
/// whole program, such as a singleton of a service container, which disposes of it. Single calls compute at once, image
/// by image, so that an answer does not depend on who else asks; <see cref="PredictEach"/> is for many files.</remarks>
/// <example><code>
/// using var predictor = Predictor.Load("model.vireo");
/// var top = predictor.Predict("image.jpg");
/// </code></example>
public sealed class Predictor : IDisposable
{
    private readonly List<PredictorMember> _members;
    private readonly MemberViews _views;

    /// <summary>A predictor for a model.</summary>
    /// <param name="bundle">The model with all that belongs to it.</param>
    /// <param name="precision">In which type to compute; null for that of the model.</param>
    public Predictor(ModelBundle bundle, PrecisionChoice? precision = null)
        : this(ModelEnsemble.Of(bundle), precision)
    {
    }

    /// <summary>A predictor for models that answer together: the weighted mean of their probabilities.</summary>
    /// <param name="ensemble">The models.</param>
    /// <param name="precision">In which type to compute; null for that of each model.</param>
    public Predictor(ModelEnsemble ensemble, PrecisionChoice? precision = null)
    {
        ArgumentNullException.ThrowIfNull(ensemble);
        Ensemble = ensemble;
        _members = [.. ensemble.Members.Select(member => new PredictorMember(member, precision))];
        _views = new(ensemble);
    }

    /// <summary>The models that answer.</summary>
    public ModelEnsemble Ensemble { get; }

    /// <summary>The model; the first, where several answer together.</summary>
    public ModelBundle Bundle => Ensemble.Members[0];

    /// <summary>Names of the classes, in the order of the probabilities.</summary>
    public IReadOnlyList<string> Classes => Ensemble.Classes;

    /// <summary>Whether every answer is the mean of two: for what the network sees of a picture, and for its mirror
    /// image (left and right exchanged). Twice the time.</summary>
    public bool Mirrors { get; init; }

    /// <summary>Loads the file of a bundle or of an ensemble, the best checkpoint of a run, or a classifier in an ONNX
    /// file.</summary>
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
        var (ensemble, readWeights) = ModelEnsemble.Begin(path, warn, onnx);
        var reading = Task.Run(readWeights);
        var predictor = new Predictor(ensemble, precision) { Mirrors = mirrors };
        if (single) predictor._members.ForEach(member => member.StepFor(1));
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
        var batchSize = Math.Min(BatchSize, dataset.Samples.Count);
        var loader = new Loader(
            new ClassificationSource(dataset, (path, _, pixels) => _views.Read(path, pixels)),
            new SequentialSampler(dataset.Samples.Count),
            new() { BatchSize = batchSize, SampleLength = _views.Length });
        foreach (var batch in loader.Epoch(0, 0, cancellation))
        {
            counter.Add(batch, Run(_views, batch.Images, batch.Count, batchSize));
            progress?.Report(new(TrainingPhase.Validating, counter.Metrics.Samples, dataset.Samples.Count));
        }

        return (counter.Metrics.Report(), counter.Predictions);
    }

    /// <summary>Says what an image shows.</summary>
    /// <param name="path">The image file.</param>
    /// <param name="top">Number of classes to name; null for as many as the model's postprocessing says.</param>
    /// <exception cref="BadDataException">It cannot be read.</exception>
    public PredictionLine Predict(string path, int? top = null) =>
        Answer(path, Run(_views, Read(path), 1, 1), top);

    /// <summary>Says what a picture shows that is in memory already.</summary>
    /// <param name="image">Three channels: red, green, blue.</param>
    /// <param name="top">Number of classes to name; null for as many as the model's postprocessing says.</param>
    public PredictionLine Predict(Image image, int? top = null) => Answer("", Probabilities(image), top);

    /// <summary>Probabilities of all classes, in their order, for a picture that is in memory already.</summary>
    /// <param name="image">Three channels: red, green, blue.</param>
    public float[] Probabilities(Image image) => Run(_views, Written(image), 1, 1);

    /// <summary>What the classifier's last layer reads of a picture: a description of it for searching and
    /// clustering.</summary>
    /// <param name="image">Three channels: red, green, blue.</param>
    /// <returns>Of one model its features as they are. Of an ensemble those of each member, scaled to length one and
    /// multiplied by the square root of its weight, one behind the other: their length is one, and the product of two
    /// pictures' features is the weighted mean of the members' cosines. With <see cref="Mirrors"/> each model's are the
    /// mean with those of the mirror image.</returns>
    public float[] Features(Image image) => JoinFeatures(Written(image));

    /// <inheritdoc cref="Features(Image)"/>
    /// <param name="path">The image file.</param>
    /// <exception cref="BadDataException">It cannot be read.</exception>
    public float[] Features(string path) => JoinFeatures(Read(path));

    /// <summary>Says what each of many images shows, in their order, as fast as it goes: files are decoded ahead on all
    /// cores, and the networks take them by the batch. One that cannot be read does not stop the others.</summary>
    /// <param name="paths">The image files; the first answer waits until a few batches are asked for.</param>
    /// <param name="top">Number of classes to name; null for as many as the model's postprocessing says.</param>
    /// <param name="cancellation">Stops early.</param>
    /// <remarks>What does not fill half of a batch is computed image by image. Plans for one and for many images round
    /// differently: answers agree to about 1e-6.</remarks>
    public IEnumerable<PredictionOutcome> PredictEach(
        IEnumerable<string> paths, int? top = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return new ImageStream(_views, StreamBatch, (pixels, count, batch) => Run(_views, pixels, count, batch))
            .Run(paths, (path, probabilities) => Answer(path, probabilities, top), cancellation);
    }

    /// <summary>Says what the parts of a large image show, at its full resolution: overlapping tiles, each seen whole
    /// by the networks (the middle is not cut out of it, so that no pixel is missed).</summary>
    /// <param name="image">Three channels: red, green, blue.</param>
    /// <param name="side">Side of the tiles, in pixels. What is smaller is continued by its edge pixels.</param>
    /// <param name="overlap">Pixels that neighbours have in common at least; null for an eighth of the side. What is no
    /// wider than that is whole in one tile.</param>
    /// <param name="cancellation">Stops early.</param>
    /// <remarks>Beside the image, memory for one batch of tiles is taken.</remarks>
    /// <exception cref="UsageException"><c>VIR2823</c>: the sizes are out of range, or make too many tiles.</exception>
    public TiledPrediction PredictTiles(
        Image image, int side, int? overlap = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        var tiles = new ImageTiles(image, side, overlap ?? side / 8, new MemberViews(Ensemble, whole: true));
        var found = tiles.Predict(
            StreamBatch, (pixels, count, batch) => Run(tiles.Views, pixels, count, batch), cancellation);
        return new(image.Size, side, tiles.Overlap, found, Classes);
    }

    /// <summary>Lets go of plans and their memory; the predictor answers no more.</summary>
    public void Dispose() => _members.ForEach(member => member.Dispose());

    internal static PredictionLine Line(
        string path, string? label, ReadOnlySpan<float> probabilities, IReadOnlyList<string> classes, int top,
        double threshold = 0)
    {
        var values = probabilities.ToArray();
        var best = Enumerable.Range(0, values.Length).OrderByDescending(c => values[c]).Take(top)
            .Select(c => new ClassProbability(classes[c], values[c])).ToList();
        return new(path, label, best[0].Class, best[0].Probability, best.FindAll(c => c.Probability >= threshold));
    }

    /// <summary>Images that the networks take at once.</summary>
    private int BatchSize => Ensemble.Members.Min(m => m.Description.BatchSize);

    /// <summary>Images of a batch where batches are only for speed: more gain nothing and take memory.</summary>
    private int StreamBatch => Math.Min(BatchSize, 64);

    private PredictionLine Answer(string path, ReadOnlySpan<float> probabilities, int? top)
    {
        var after = Ensemble.Postprocessing;
        var count = top ?? after.Top;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count, nameof(top));
        return Line(path, null, probabilities, Classes, count, after.Threshold);
    }

    private float[] Read(string path)
    {
        var pixels = new float[_views.Length];
        _views.Read(path, pixels);
        return pixels;
    }

    private float[] Written(Image image)
    {
        var pixels = new float[_views.Length];
        _views.Write(image, pixels);
        return pixels;
    }

    private float[] Run(MemberViews views, ReadOnlySpan<float> pixels, int count, int batch)
    {
        List<float[]> answers = [];
        for (var m = 0; m < _members.Count; m++)
            answers.Add(_members[m].Run(views.Of(m, pixels, count), count, batch, Mirrors));
        return Ensemble.Join(answers, count);
    }

    private float[] JoinFeatures(float[] pixels)
    {
        List<float> joined = [];
        for (var m = 0; m < _members.Count; m++)
        {
            var features = _members[m].Features(_views.Of(m, pixels, 1), Mirrors);
            if (_members.Count == 1) return features;
            var length = Math.Sqrt(features.Sum(f => (double)f * f));
            var scale = length > 0 ? Math.Sqrt(Ensemble.Weights[m]) / length : 0;
            joined.AddRange(features.Select(f => (float)(f * scale)));
        }

        return [.. joined];
    }
}
