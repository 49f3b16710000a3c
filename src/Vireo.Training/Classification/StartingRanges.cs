using Vireo.Layers;
using Vireo.Optimizers;
using Vireo.Quantisation;
using Vireo.Training.Config;

namespace Vireo.Training.Classification;

/// <summary>The ranges that a training in eight bits begins with: by the weights it begins with, and by training images
/// as they are seen when the model is judged.</summary>
internal static class StartingRanges
{
    // What is observed of each lies in memory at once.
    private const int BatchSize = 4;

    /// <summary>Finds them; averages begin with them, too.</summary>
    /// <exception cref="VireoException"><c>VIR2851</c>: an activation is not finite.</exception>
    public static void Find(
        RunConfig config, ClassificationData data, Learner learner, MovingAverage? average,
        CancellationToken cancellation)
    {
        if (learner.Ranges is not { } ranges) return;
        var side = config.Train.ImageSize;
        Shape shape = [BatchSize, 3, side, side];
        var images = Tensor.Placeholder(shape, title: "images");
        var calibrator = new Calibrator(images, learner.Model.Call(images, Pass.Inference()));
        var (buffer, pixels) = (new ImageBuffer(shape), new float[shape.Count]);
        var reader = data.Transforms.EvalPipeline().Reader(data.Cache);
        foreach (var paths in Paths(config, data).Chunk(BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            for (var i = 0; i < BatchSize; i++)
            {
                // A batch that is not full is filled up with its first image.
                var target = pixels.AsSpan(i * pixels.Length / BatchSize, pixels.Length / BatchSize);
                reader(paths[i < paths.Length ? i : 0], new(0, 0, new Rng(0)), target);
            }

            calibrator.Observe(buffer.Fill(pixels));
        }

        ranges.Begin(calibrator.Finish(config.Quant.Calibration));
        if (average is null) return;
        var averages = average.State.ToDictionary(a => a.Path, a => a.Variable);
        foreach (var (path, variable) in learner.Beside) averages[path].Set(variable.ToDoubles());
    }

    private static IEnumerable<string> Paths(RunConfig config, ClassificationData data)
    {
        var all = data.Train.Samples;
        var count = Math.Min(config.Quant.Images, all.Count);
        return Enumerable.Range(0, count).Select(i => data.Train.FullPath(all[(int)((long)i * all.Count / count)]));
    }
}
