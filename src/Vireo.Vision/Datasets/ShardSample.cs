namespace Vireo.Vision.Datasets;

/// <summary>The parts of a sample in a tar shard: files that share all of their name before the first point.</summary>
/// <param name="Key">What they share.</param>
/// <param name="Shard">The shard.</param>
/// <param name="Parts">Content of each part, by what follows the point, in small letters.</param>
public sealed record ShardSample(string Key, string Shard, IReadOnlyDictionary<string, byte[]> Parts);
