using Vireo.Pruning;

namespace Vireo.Training.Config;

/// <summary>What to train.</summary>
public sealed record ModelConfig
{
    /// <summary>Name of a registered model.</summary>
    public string Name { get; init; } = "mobilenet_v3_small";

    /// <summary>Probability to leave out a residual branch of the last block; earlier ones less, in
    /// proportion.</summary>
    public double DropPath { get; init; }

    /// <summary>Dropout probability before the classifier; null keeps the model's own.</summary>
    public double? Dropout { get; init; }

    /// <summary>Layers that have fewer channels than the model of that name; what <c>vireo prune</c> writes.</summary>
    public ValueList<LayerChannels> Channels { get; init; }
}
