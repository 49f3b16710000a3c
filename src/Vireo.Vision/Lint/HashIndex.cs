using System.Numerics;

namespace Vireo.Vision.Lint;

/// <summary>Finds all hashes within some bits of a given one: hashes that differ in at most 11 bits differ in at most
/// two in one of four quarters at least.</summary>
/// <remarks>Norouzi, Punjani and Fleet 2012, "Fast search in Hamming space with multi-index hashing".</remarks>
internal sealed class HashIndex
{
    /// <summary>Bits that may differ.</summary>
    public const int Radius = 11;

    private const int Quarters = 4, Values = 1 << 16;

    // All numbers of 16 bits with at most two ones.
    private static readonly ushort[] Flips =
        [.. Enumerable.Range(0, Values).Where(v => BitOperations.PopCount((uint)v) <= 2).Select(v => (ushort)v)];

    private readonly ulong[] _hashes;
    private readonly int[][] _starts = new int[Quarters][];
    private readonly int[][] _members = new int[Quarters][];

    /// <summary>Indexes hashes by their place.</summary>
    /// <param name="hashes">The hashes.</param>
    /// <param name="wanted">Places to index; the others are never found.</param>
    public HashIndex(ulong[] hashes, IReadOnlyList<int> wanted)
    {
        _hashes = hashes;
        for (var quarter = 0; quarter < Quarters; quarter++)
        {
            var starts = _starts[quarter] = new int[Values + 1];
            foreach (var i in wanted) starts[Part(hashes[i], quarter) + 1]++;
            for (var v = 0; v < Values; v++) starts[v + 1] += starts[v];
            var members = _members[quarter] = new int[wanted.Count];
            var next = starts.AsSpan(0, Values).ToArray();
            foreach (var i in wanted) members[next[Part(hashes[i], quarter)]++] = i;
        }
    }

    /// <summary>Calls back for each hash within the radius, perhaps several times for one.</summary>
    /// <param name="hash">What is sought.</param>
    /// <param name="budget">Comparisons that may be made; less what was used up.</param>
    /// <param name="found">Told place and distance.</param>
    public void Search(ulong hash, ref int budget, Action<int, int> found)
    {
        for (var quarter = 0; quarter < Quarters; quarter++)
        {
            var (starts, members, part) = (_starts[quarter], _members[quarter], Part(hash, quarter));
            foreach (var flip in Flips)
            {
                var value = part ^ flip;
                for (var at = starts[value]; at < starts[value + 1]; at++)
                {
                    if (--budget < 0) return;
                    var distance = BitOperations.PopCount(hash ^ _hashes[members[at]]);
                    if (distance <= Radius) found(members[at], distance);
                }
            }
        }
    }

    private static int Part(ulong hash, int quarter) => (int)(hash >> (16 * quarter)) & (Values - 1);
}
