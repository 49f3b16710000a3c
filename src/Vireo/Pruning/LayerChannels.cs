namespace Vireo.Pruning;

/// <summary>How many channels a layer has, together with all layers that have to have as many.</summary>
/// <param name="Layer">Path of the first of them, such as <c>layer1.0.conv1</c>; see <see
/// cref="ChannelGroup.Layer"/>.</param>
/// <param name="Channels">Their number.</param>
public readonly record struct LayerChannels(string Layer, int Channels);
