using Vireo.Layers;
using Vireo.Quantisation;
using Vireo.Training.Bundles;

namespace Vireo.Training.Compression;

/// <summary>A model that is being made to compute in eight bits: its ranges, and what each layer does to its
/// answers.</summary>
internal sealed class ByteCalibration
{
    private readonly ModelBundle _bundle;
    private readonly PreparedImages _images;
    private readonly CalibrationMethod? _method;
    private List<float[]>? _truth;
    private IReadOnlyList<LayerSensitivity>? _sensitivity;

    /// <summary>A model whose ranges are known.</summary>
    /// <exception cref="UsageException"><c>VIR2854</c>: they are not.</exception>
    public ByteCalibration(ModelBundle bundle, PreparedImages images)
    {
        if (bundle.Description.Quantisation is not { } it)
            throw new UsageException("VIR2854", $"{bundle.Description.Model} has no ranges: calibrate it first.");
        (_bundle, _images, _method) = (bundle, images, it.Method);
        (Layers, Table) = (LayersOf(bundle), new() { Ranges = [.. it.Ranges] });
    }

    /// <summary>Finds the ranges of a model by running it over images.</summary>
    /// <exception cref="UsageException"><c>VIR2850</c>: there are no images.</exception>
    /// <exception cref="VireoException"><c>VIR2851</c>: an activation is not finite.</exception>
    public ByteCalibration(
        ModelBundle bundle, PreparedImages images, CalibrationMethod method, CancellationToken cancellation)
    {
        (_bundle, _images, _method) = (bundle, images, method);
        var (calibrator, shape) = Begin(bundle);
        var buffer = new ImageBuffer(shape);
        foreach (var batch in images.Batches)
        {
            cancellation.ThrowIfCancellationRequested();
            calibrator.Observe(buffer.Fill(batch));
        }

        (Layers, Table) = (calibrator.Layers, calibrator.Finish(method));
    }

    /// <summary>Places of the convolutions of a model.</summary>
    public static IReadOnlyList<string> LayersOf(ModelBundle bundle) => Begin(bundle).Calibrator.Layers;

    /// <summary>Places of the convolutions.</summary>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>The ranges, with all layers in eight bits.</summary>
    public QuantisationTable Table { get; }

    /// <summary>The model with these ranges.</summary>
    public ModelBundle Model(QuantisationTable table) => _bundle.With(it => it with
    {
        Quantisation = new()
        {
            Method = _method, Images = _images.Count, Ranges = [.. table.Ranges], FloatLayers = [.. table.FloatLayers],
        },
    });

    /// <summary>Images whose most probable class is another than in single precision.</summary>
    public int OtherLabels(QuantisationTable table) =>
        OtherLabels(Truth, _images.Probabilities(Precision.Int8(table), Truth.Count));

    /// <summary>What each layer alone does to the answers, the most sensitive first; found once.</summary>
    /// <param name="most">Images to look at.</param>
    /// <param name="progress">Told how many layers of how many are done.</param>
    /// <param name="cancellation">Stops early.</param>
    public IReadOnlyList<LayerSensitivity> Sensitivity(
        int most, Action<int, int>? progress, CancellationToken cancellation)
    {
        if (_sensitivity is not null) return _sensitivity;
        var truth = Truth.GetRange(0, Math.Min(most, Truth.Count));
        var found = new List<LayerSensitivity>();
        foreach (var layer in Layers)
        {
            cancellation.ThrowIfCancellationRequested();
            var alone = Table with { FloatLayers = [.. Layers.Where(other => other != layer)] };
            var answers = _images.Probabilities(Precision.Int8(alone), truth.Count);
            found.Add(new(layer, truth.Zip(answers, Divergence).Average(), OtherLabels(truth, answers)));
            progress?.Invoke(found.Count, Layers.Count);
        }

        return _sensitivity = [.. found.OrderByDescending(s => s.Divergence)];
    }

    /// <summary>As few layers in single precision as keep a promise, found by doubling their number and then by halving
    /// what is left; all of them where nothing less does.</summary>
    /// <param name="holds">Whether a table keeps it.</param>
    /// <param name="order">The layers, those first that are to stay single first; asked for when not all can be in eight
    /// bits.</param>
    /// <param name="cancellation">Stops early.</param>
    public QuantisationTable Within(
        Func<QuantisationTable, bool> holds, Func<IReadOnlyList<LayerSensitivity>> order,
        CancellationToken cancellation)
    {
        if (holds(Table)) return Table;
        List<string> layers = [.. order().Select(s => s.Layer)];
        QuantisationTable Keeping(int count) => Table with { FloatLayers = [.. layers.Take(count)] };
        var (tooFew, enough) = (0, 1);
        while (enough < layers.Count && !holds(Keeping(enough))) (tooFew, enough) = (enough, 2 * enough);
        enough = Math.Min(enough, layers.Count);
        while (enough - tooFew > 1)
        {
            cancellation.ThrowIfCancellationRequested();
            var middle = (tooFew + enough) / 2;
            if (holds(Keeping(middle))) enough = middle;
            else tooFew = middle;
        }

        return Keeping(enough);
    }

    private List<float[]> Truth => _truth ??= _images.Probabilities(Precision.Single, _images.Count);

    private static (Calibrator Calibrator, Shape Shape) Begin(ModelBundle bundle)
    {
        var size = bundle.Description.Preprocessing.Size;
        Shape shape = [PreparedImages.BatchSize, 3, size, size];
        var placeholder = Tensor.Placeholder(shape, title: "images");
        return (new(placeholder, bundle.Model.Call(placeholder, Pass.Inference())), shape);
    }

    private static int OtherLabels(List<float[]> truth, List<float[]> answers) =>
        truth.Zip(answers).Count(pair => Best(pair.First) != Best(pair.Second));

    private static int Best(float[] probabilities) => Array.IndexOf(probabilities, probabilities.Max());

    private static double Divergence(float[] truth, float[] answer)
    {
        const double least = 1e-12;
        var sum = 0.0;
        for (var i = 0; i < truth.Length; i++)
        {
            if (truth[i] > 0) sum += truth[i] * Math.Log(truth[i] / Math.Max(answer[i], least));
        }

        return sum;
    }
}
