namespace Vireo.Pruning;

/// <summary>Channels that can only be taken out together, because they are added up, scaled by one another, or filtered
/// one by one.</summary>
public sealed class ChannelGroup
{
    internal ChannelGroup(
        int channels, IReadOnlyList<string> layers, IReadOnlyList<ChannelSlice> weights,
        IReadOnlyList<ChannelSlice> slices) =>
        (Channels, Layers, Weights, Slices) = (channels, layers, weights, slices);

    /// <summary>Number of channels.</summary>
    public int Channels { get; }

    /// <summary>Paths of the layers that make these channels, in the order of the graph.</summary>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>Path of the first of them, by which the group is known.</summary>
    public string Layer => Layers[0];

    /// <summary>The weights of these layers, each with the axis along which the channels lie.</summary>
    internal IReadOnlyList<ChannelSlice> Weights { get; }

    /// <summary>Everything that has a part for each channel.</summary>
    internal IReadOnlyList<ChannelSlice> Slices { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Channels} channels of {string.Join(", ", Layers)}";
}
