using Vireo.Pruning;
using Vireo.Training.Bundles;

namespace Vireo.Training.Config;

/// <summary>What to train.</summary>
public sealed record ModelConfig
{
    /// <summary>Name of a registered model, or the path of an ONNX file whose network goes on learning.</summary>
    public string Name { get; init; } = "mobilenet_v3_small";

    /// <summary>Probability to leave out a residual branch of the last block; earlier ones less, in
    /// proportion.</summary>
    public double DropPath { get; init; }

    /// <summary>Dropout probability before the classifier; null keeps the model's own.</summary>
    public double? Dropout { get; init; }

    /// <summary>Layers that have fewer channels than the model of that name; what <c>vireo prune</c> writes.</summary>
    public ValueList<LayerChannels> Channels { get; init; }

    /// <summary>Mean of red, green and blue that pictures are normalised by, in units of full scale; empty for what the
    /// ONNX file says, or ImageNet's.</summary>
    public ValueList<double> Mean { get; init; } = [];

    /// <summary>Deviation of red, green and blue that pictures are normalised by, in units of full scale; empty for
    /// what the ONNX file says, or ImageNet's.</summary>
    public ValueList<double> Std { get; init; } = [];

    /// <summary>The name without folder and ending of a file.</summary>
    internal string PlainName =>
        OnnxBundle.IsName(Name) ? Path.GetFileNameWithoutExtension(Name) : Name;

    /// <summary>Where the folder of a run keeps the graph of a model from an ONNX file; null for models of the
    /// zoo.</summary>
    internal string? GraphFile { get; init; }
}
