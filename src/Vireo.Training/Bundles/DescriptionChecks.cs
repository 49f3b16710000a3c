using Vireo.Layers;
using Vireo.Onnx;
using Vireo.Vision.Augment;
using Vireo.Vision.Zoo;

namespace Vireo.Training.Bundles;

/// <summary>What a description from outside may ask for, checked before memory is taken for it.</summary>
internal static class DescriptionChecks
{
    private const int MostSide = 4096, MostShorterSide = 4 * MostSide, MostBatch = 4096;

    // No classifier of the zoo scores by fewer features; one that was pruned is built with all of them first.
    private const int FewestFeatures = 64, MostLayers = 4096;

    /// <summary>Throws when a description cannot be true.</summary>
    /// <param name="description">What the file says.</param>
    /// <param name="weightBytes">Bytes of the weights that come with it.</param>
    /// <param name="hasGraph">Whether it brings its own graph instead of the name of a recipe.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="BadModelFileException"><c>VIR2803</c>: the message names what is wrong.</exception>
    public static void Run(ModelDescription description, long weightBytes, bool hasGraph, string path)
    {
        if ((hasGraph ? Problem(description) : Problem(description, weightBytes)) is { } problem)
            throw Untrue(path, problem);
    }

    /// <summary>The network of a graph in a bundle, without its weights.</summary>
    /// <exception cref="BadModelFileException"><c>VIR2803</c>: it does not fit its description; or it cannot be read,
    /// see <see cref="OnnxImport.ReadGraph"/>.</exception>
    public static OnnxModule Build(ModelDescription description, byte[] graph, long weightBytes, string path)
    {
        var network = OnnxImport.ReadGraph(graph, path, weightBytes);
        return ProblemOf(network, description) is { } problem ? throw Untrue(path, problem) : network;
    }

    /// <summary>What of a description does not fit a network; null for nothing.</summary>
    public static string? ProblemOf(OnnxModule network, ModelDescription description)
    {
        var size = description.Preprocessing.Size;
        var scores = network.Call(Tensor.Placeholder([1, 3, size, size]), Pass.Inference());
        return scores.Spec == new TensorSpec([1, description.Classes.Count], DType.F32)
            ? null : $"it names {description.Classes.Count} classes and scores {scores.Spec}";
    }

    private static BadModelFileException Untrue(string path, string problem) =>
        new("VIR2803", $"{path}: its description cannot be true: {problem}.");

    /// <summary>The model that is described, without its weights.</summary>
    /// <exception cref="BadModelFileException"><c>VIR2803</c>: it cannot have such channels.</exception>
    public static VisionModel Build(ModelDescription description, string path)
    {
        var options = new ModelOptions
        {
            Classes = description.Classes.Count, Channels = [.. description.Channels],
        };
        try
        {
            return ModelZoo.Find(description.Model).Create(options);
        }
        catch (UsageException failure)
        {
            throw new BadModelFileException(
                "VIR2803", $"{path}: its description cannot be true: {failure.Reason}", failure);
        }
    }

    private static string? Problem(ModelDescription it, long weightBytes)
    {
        if (!ModelZoo.Variants.Any(v => v.Name.Equals(it.Model, StringComparison.OrdinalIgnoreCase)))
            return $"there is no model '{it.Model}' in this version";
        if (it.Channels.Count > MostLayers || it.Channels.Any(c => c.Layer is null)) return "channels of no layer";
        var least = it.Quantisation is null ? sizeof(float) : sizeof(sbyte);
        if ((long)it.Classes.Count * FewestFeatures * least > weightBytes)
            return $"{it.Classes.Count} classes are too many for {weightBytes} bytes of weights";
        return Problem(it);
    }

    /// <summary>What of a description cannot be true, whatever the network is; null for nothing.</summary>
    public static string? Problem(ModelDescription it)
    {
        var view = it.Preprocessing.View;
        if (it.Classes.Count == 0) return "it has no classes";
        if (it.Classes.Any(name => name is null)) return "a class has no name";
        if (view.Size is < 1 or > MostSide) return $"pictures of {view.Size} pixels";
        if (view.ShorterSide < view.Size || view.ShorterSide > MostShorterSide)
            return $"pictures of {view.Size} pixels cut out of {view.ShorterSide}";
        if (!Enum.IsDefined(view.Interpolation)) return $"interpolation {view.Interpolation}";
        if (it.Preprocessing.ShorterSideNeeded is < 1) return "pictures decoded to nothing";
        if (!All(it.Preprocessing.Mean, float.IsFinite)) return $"means of {it.Preprocessing.Mean}";
        if (!All(it.Preprocessing.Std, x => float.IsFinite(x) && x > 0)) return $"deviations {it.Preprocessing.Std}";
        if (it.BatchSize is < 1 or > MostBatch) return $"batches of {it.BatchSize}";
        if (it.Postprocessing.Top < 1) return $"the best {it.Postprocessing.Top} classes";
        if (!(it.Postprocessing.Threshold is >= 0 and <= 1)) return $"a threshold of {it.Postprocessing.Threshold}";
        if (it.Quantisation?.Problem() is { } problem) return problem;
        return Enum.IsDefined(it.Precision) ? null : $"precision {it.Precision}";
    }

    private static bool All(ChannelValues values, Func<float, bool> holds) =>
        holds(values.R) && holds(values.G) && holds(values.B);
}
