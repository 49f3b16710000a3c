using Vireo.Layers;
using Vireo.Quantisation;
using Vireo.Training.Bundles;

namespace Vireo.Training.Compression;

/// <summary>Makes a trained model compute in eight bits: looks at images, needs no labels and changes no
/// weight.</summary>
public static class PostTrainingQuantisation
{
    /// <summary>The model with ranges for eight bits.</summary>
    /// <param name="bundle">The model.</param>
    /// <param name="paths">Images like those to come, some hundred; they are prepared as for predicting.</param>
    /// <param name="method">How ranges are chosen.</param>
    /// <param name="budget">Largest share of the images that may get another label than in single precision, from 0 to
    /// 1: layers stay in single precision, the most sensitive first, until no more do. Null for all layers in eight
    /// bits, whatever the labels.</param>
    /// <param name="cancellation">Stops early.</param>
    /// <exception cref="UsageException"><c>VIR2850</c>: there are no images.</exception>
    /// <exception cref="BadDataException">An image cannot be read.</exception>
    /// <exception cref="VireoException"><c>VIR2851</c>: an activation is not finite.</exception>
    public static ModelBundle Calibrate(
        ModelBundle bundle, IReadOnlyList<string> paths, CalibrationMethod method = CalibrationMethod.MinMax,
        double? budget = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(paths);
        var images = new PreparedImages(bundle, paths, cancellation);
        var calibrator = Observing(bundle, images, cancellation);
        var table = calibrator.Finish(method);
        if (budget is { } share) table = Within(share, calibrator.Layers, table, images, cancellation);
        return bundle.With(it => it with
        {
            Quantisation = new()
            {
                Method = method, Images = images.Count, Ranges = [.. table.Ranges],
                FloatLayers = [.. table.FloatLayers],
            },
        });
    }

    /// <summary>What each layer of a calibrated model does to its answers, the most sensitive first.</summary>
    /// <param name="bundle">A model that <see cref="Calibrate"/> made.</param>
    /// <param name="paths">Images like those to come; some dozen tell layers apart.</param>
    /// <param name="cancellation">Stops early.</param>
    /// <exception cref="UsageException"><c>VIR2854</c>: the model was not calibrated.</exception>
    /// <exception cref="BadDataException">An image cannot be read.</exception>
    public static IReadOnlyList<LayerSensitivity> Sensitivity(
        ModelBundle bundle, IReadOnlyList<string> paths, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(paths);
        if (bundle.Description.Quantisation is not { } it)
            throw new UsageException("VIR2854", $"{bundle.Description.Model} has no ranges: calibrate it first.");
        var images = new PreparedImages(bundle, paths, cancellation);
        return Sensitivity(
            Layers(bundle, images), new() { Ranges = [.. it.Ranges] }, images, images.Probabilities(Precision.Single),
            cancellation);
    }

    private static List<LayerSensitivity> Sensitivity(
        IReadOnlyList<string> layers, QuantisationTable table, PreparedImages images, List<float[]> truth,
        CancellationToken cancellation)
    {
        var found = new List<LayerSensitivity>();
        foreach (var layer in layers)
        {
            cancellation.ThrowIfCancellationRequested();
            var alone = table with { FloatLayers = [.. layers.Where(other => other != layer)] };
            var answers = images.Probabilities(Precision.Int8(alone));
            found.Add(new(layer, truth.Zip(answers, Divergence).Average(), OtherLabels(truth, answers)));
        }

        return [.. found.OrderByDescending(s => s.Divergence)];
    }

    /// <summary>As few layers in single precision as keep within the budget, found by doubling their number and then
    /// by halving what is left.</summary>
    private static QuantisationTable Within(
        double budget, IReadOnlyList<string> layers, QuantisationTable table, PreparedImages images,
        CancellationToken cancellation)
    {
        var truth = images.Probabilities(Precision.Single);
        QuantisationTable Keeping(IEnumerable<string> kept) => table with { FloatLayers = [.. kept] };
        bool Holds(QuantisationTable tried) =>
            OtherLabels(truth, images.Probabilities(Precision.Int8(tried))) <= budget * images.Count;
        if (Holds(table)) return table;
        var order = Sensitivity(layers, table, images, truth, cancellation).ConvertAll(s => s.Layer);
        var (tooFew, enough) = (0, 1);
        while (enough < order.Count && !Holds(Keeping(order.Take(enough)))) (tooFew, enough) = (enough, 2 * enough);
        enough = Math.Min(enough, order.Count);
        while (enough - tooFew > 1)
        {
            cancellation.ThrowIfCancellationRequested();
            var middle = (tooFew + enough) / 2;
            if (Holds(Keeping(order.Take(middle)))) enough = middle;
            else tooFew = middle;
        }

        return Keeping(order.Take(enough));
    }

    private static Calibrator Observing(ModelBundle bundle, PreparedImages images, CancellationToken cancellation)
    {
        var (calibrator, shape) = Begin(bundle, images);
        var buffer = new ImageBuffer(shape);
        foreach (var batch in images.Batches)
        {
            cancellation.ThrowIfCancellationRequested();
            calibrator.Observe(buffer.Fill(batch));
        }

        return calibrator;
    }

    private static IReadOnlyList<string> Layers(ModelBundle bundle, PreparedImages images) =>
        Begin(bundle, images).Calibrator.Layers;

    private static (Calibrator Calibrator, Shape Shape) Begin(ModelBundle bundle, PreparedImages images)
    {
        Shape shape = [PreparedImages.BatchSize, 3, images.Size, images.Size];
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
