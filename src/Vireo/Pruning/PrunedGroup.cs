namespace Vireo.Pruning;

/// <summary>What stays of a group.</summary>
/// <param name="Group">The group.</param>
/// <param name="Kept">The channels that stay, rising.</param>
public sealed record PrunedGroup(ChannelGroup Group, IReadOnlyList<int> Kept);
