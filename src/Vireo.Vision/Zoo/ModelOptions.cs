using Vireo.Pruning;

namespace Vireo.Vision.Zoo;

/// <summary>What can be chosen for every model.</summary>
public sealed record ModelOptions
{
    /// <summary>Number of classes that are scored.</summary>
    public int Classes { get; init; } = 1000;

    /// <summary>Dropout in front of the classifier; the model's own value when null.</summary>
    public double? Dropout { get; init; }

    /// <summary>Greatest probability of dropping a residual branch (stochastic depth).</summary>
    public double DropPath { get; init; }

    /// <summary>Layers that have fewer channels than the variant says, as pruning leaves them.</summary>
    public ValueList<LayerChannels> Channels { get; init; }
}
