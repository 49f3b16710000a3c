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
        var calibration = new ByteCalibration(bundle, images, method, cancellation);
        if (budget is not { } share) return calibration.Model(calibration.Table);
        return calibration.Model(calibration.Within(
            table => calibration.OtherLabels(table) <= share * images.Count,
            () => calibration.Sensitivity(images.Count, null, cancellation), cancellation));
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
        return new ByteCalibration(bundle, new(bundle, paths, cancellation))
            .Sensitivity(paths.Count, null, cancellation);
    }
}
