using System.Globalization;
using System.IO.Compression;
using Vireo.Vision.Datasets.Formats;

namespace Vireo.Vision.Datasets;

/// <summary>Streams samples out of tar shards (WebDataset), plain or packed by gzip: one pass, a sample in memory at a
/// time.</summary>
public static class ShardReader
{
    private const int MostEntry = 256 << 20, MostParts = 64, MostShards = 1_000_000;

    /// <summary>The samples of the shards of one rank, in order.</summary>
    /// <param name="shards">Paths; with at least as many as ranks, rank r reads shards r, r + world, ..., otherwise
    /// every rank reads all of them and keeps samples r, r + world, ...: each sample is read by exactly one
    /// rank.</param>
    /// <param name="rank">Number of this process, from 0 on.</param>
    /// <param name="world">Number of processes.</param>
    /// <exception cref="BadDataException">A shard is damaged, holds links, or a name leads out of it.</exception>
    public static IEnumerable<ShardSample> Stream(IReadOnlyList<string> shards, int rank = 0, int world = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(world, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, world);
        return shards.Count >= world
            ? shards.Where((_, i) => i % world == rank).SelectMany(Samples)
            : shards.SelectMany(Samples).Where((_, i) => i % world == rank);
    }

    /// <summary>Paths of a pattern such as <c>data/train-{000..099}.tar</c>; a path without braces is itself.</summary>
    /// <exception cref="UsageException"><c>VIR3026</c>: the braces hold no range.</exception>
    public static IReadOnlyList<string> Expand(string pattern)
    {
        var open = pattern.IndexOf('{');
        var close = pattern.IndexOf('}');
        if (open < 0 && close < 0) return [pattern];
        var ends = close > open && open >= 0 ? pattern[(open + 1)..close].Split("..") : [];
        if (ends.Length != 2 || !int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            || !int.TryParse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            || last < first || last - first >= MostShards)
        {
            throw new UsageException("VIR3026", $"'{pattern}' is no pattern of shards; write it as in "
                + "train-{000..099}.tar.");
        }

        return
        [
            .. Enumerable.Range(first, last - first + 1).Select(i => string.Concat(
                pattern.AsSpan(0, open), i.ToString(CultureInfo.InvariantCulture).PadLeft(ends[0].Length, '0'),
                pattern.AsSpan(close + 1))),
        ];
    }

    private static IEnumerable<ShardSample> Samples(string shard)
    {
        using var file = AnnotationFile.Open(shard, long.MaxValue);
        var packed = shard.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            || shard.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase);
        using var stream = packed ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        var tar = new TarReader(shard, stream);
        var key = "";
        var parts = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (Next(tar, shard))
        {
            var (name, part) = ShardNames.Split(tar.Name);
            if (part.Length == 0) continue;
            if (name != key && parts.Count > 0)
            {
                yield return new(key, shard, parts);
                parts = new(StringComparer.Ordinal);
            }

            key = name;
            if (!parts.TryAdd(part, Read(tar, shard)))
                throw AnnotationFile.Bad(shard, 0, $"'{AnnotationFile.Short(tar.Name)}' comes twice.");

            if (parts.Count > MostParts) throw AnnotationFile.TooMuch(shard, $"a sample has over {MostParts} parts");
        }

        if (parts.Count > 0) yield return new(key, shard, parts);
    }

    private static bool Next(TarReader tar, string shard) => Unpacked(shard, tar.Next);

    private static byte[] Read(TarReader tar, string shard) => Unpacked(shard, () => tar.Read(MostEntry));

    private static T Unpacked<T>(string shard, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException e)
        {
            throw AnnotationFile.Bad(shard, 0, $"it is no gzip: {AnnotationFile.Short(e.Message)}");
        }
    }
}
