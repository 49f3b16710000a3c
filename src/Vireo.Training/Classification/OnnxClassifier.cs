using Vireo.Layers;
using Vireo.Onnx;
using Vireo.Training.Bundles;
using Vireo.Training.Config;
using Vireo.Vision.Zoo;

namespace Vireo.Training.Classification;

/// <summary>A network from an ONNX file as a model that trains: one stage, whose last layer is the head.</summary>
public sealed class OnnxClassifier : VisionModel
{
    /// <summary>Takes a network in; its parameters keep their names.</summary>
    /// <param name="network">From images <c>[N, 3, H, W]</c> to scores <c>[N, classes]</c>.</param>
    public OnnxClassifier(OnnxModule network)
    {
        Network = Own("", network);
        Stages = [Network];
    }

    /// <summary>The network.</summary>
    public OnnxModule Network { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<Module> Stages { get; }

    /// <inheritdoc/>
    protected override Module Head { get; } = new Sequential();

    /// <summary>The network of a file for the classes of a run: with its own classifier where that scores as many,
    /// else with one whose weights are drawn.</summary>
    /// <param name="config">The model's name is the path.</param>
    /// <param name="classes">Classes of the data.</param>
    /// <param name="note">Told when the classifier is another.</param>
    /// <exception cref="UsageException"><c>VIR2837</c>: the classifier cannot be replaced. <c>VIR2838</c>: the network
    /// does not take images of the run's size.</exception>
    /// <exception cref="BadModelFileException">The file is no ONNX model that is read.</exception>
    internal static OnnxClassifier FromFile(RunConfig config, int classes, Action<string>? note = null)
    {
        var source = OnnxBundle.Network(config.Model.Name);
        var size = config.Train.ImageSize;
        var scored = ScoresOf(source, size);
        if (scored == classes) return new(source);
        note?.Invoke($"{config.Model.Name} scores {scored} classes and the data has {classes}: its last layer is drawn "
            + "afresh.");
        var network = source.WithClasses(classes, new Rng(config.Train.Seed));
        if (ScoresOf(network, size) is var found && found == classes) return new(network);
        throw new UsageException("VIR2838", $"{config.Model.Name}: with a classifier of {classes} classes it gives "
            + $"{found} scores: what comes behind its last layer counts on the old number. Export it with {classes} "
            + "classes where it comes from.");
    }

    /// <summary>The network that a run was begun with; the weights are zero.</summary>
    /// <param name="path">The graph in the run's folder.</param>
    /// <exception cref="BadModelFileException">It is damaged.</exception>
    internal static OnnxClassifier FromGraph(string path) => new(OnnxBundle.ReadGraph(path));

    private static int ScoresOf(OnnxModule network, int size)
    {
        try
        {
            var scores = network.Call(Tensor.Placeholder([2, 3, size, size]), Pass.Inference());
            if (scores.Shape is { Rank: 2 } shape && shape[0] == 2) return shape[1];
            throw NotOf(size, network, $"it gives {scores.Spec} for two of them", null);
        }
        catch (Exception failure) when (failure is BadModelFileException or ShapeException)
        {
            throw NotOf(size, network, failure.Message, failure);
        }
    }

    private static UsageException NotOf(int size, OnnxModule network, string found, Exception? inner)
    {
        var own = network.Extents is [_, _, { } height, { } width] ? $" It was exported for {height} x {width}: give "
            + $"--image-size {height}." : " Give another --image-size.";
        return new("VIR2838", $"the network takes no images of {size} x {size} pixels: {found}.{own}", inner);
    }
}
