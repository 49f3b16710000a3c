using Vireo.Layers;
using Vireo.Quantisation;
using Vireo.Training.Bundles;

namespace Vireo.Training.Compression;

/// <summary>Makes a trained model compute in eight bits: looks at images, needs no labels and changes no
/// weight.</summary>
public static class PostTrainingQuantisation
{
    // What is observed of every image lies in memory at once.
    private const int BatchSize = 4;

    /// <summary>The model with ranges for eight bits.</summary>
    /// <param name="bundle">The model.</param>
    /// <param name="paths">Images like those to come, some hundred; they are prepared as for predicting.</param>
    /// <param name="method">How ranges are chosen.</param>
    /// <param name="cancellation">Stops early.</param>
    /// <exception cref="UsageException"><c>VIR2850</c>: there are no images.</exception>
    /// <exception cref="BadDataException">An image cannot be read.</exception>
    /// <exception cref="VireoException"><c>VIR2851</c>: an activation is not finite.</exception>
    public static ModelBundle Calibrate(
        ModelBundle bundle, IReadOnlyList<string> paths, CalibrationMethod method = CalibrationMethod.Entropy,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(paths);
        var table = Calibrated(bundle, paths, cancellation).Finish(method);
        return bundle.With(it => it with
        {
            Quantisation = new() { Method = method, Images = paths.Count, Ranges = [.. table.Ranges] },
        });
    }

    /// <summary>A calibrator that has seen the images; the last batch is filled up with its first image.</summary>
    private static Calibrator Calibrated(
        ModelBundle bundle, IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        var pipeline = bundle.Description.Preprocessing;
        var length = 3 * pipeline.Size * pipeline.Size;
        Shape shape = [BatchSize, 3, pipeline.Size, pipeline.Size];
        var images = Tensor.Placeholder(shape, title: "images");
        var calibrator = new Calibrator(images, bundle.Model.Call(images, Pass.Inference()));
        var (reader, buffer, pixels) = (pipeline.Reader(), new ImageBuffer(shape), new float[BatchSize * length]);
        foreach (var batch in paths.Chunk(BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            for (var i = 0; i < BatchSize; i++)
            {
                var part = pixels.AsSpan(i * length, length);
                if (i < batch.Length) reader(batch[i], new Rng(0), part);
                else pixels.AsSpan(0, length).CopyTo(part);
            }

            calibrator.Observe(buffer.Fill(pixels));
        }

        return calibrator;
    }
}
