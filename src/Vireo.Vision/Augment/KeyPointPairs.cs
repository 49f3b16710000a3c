using Vireo.Vision.Datasets.Targets;

namespace Vireo.Vision.Augment;

/// <summary>The pairs of left and right of known sets of key points, and the exchange itself.</summary>
public static class KeyPointPairs
{
    /// <summary>The 68 points of a face: jaw, brows, nose, eyes, mouth.</summary>
    public static ValueList<IndexPair> Face68 { get; } =
    [
        new(0, 16), new(1, 15), new(2, 14), new(3, 13), new(4, 12), new(5, 11), new(6, 10), new(7, 9),
        new(17, 26), new(18, 25), new(19, 24), new(20, 23), new(21, 22), new(31, 35), new(32, 34),
        new(36, 45), new(37, 44), new(38, 43), new(39, 42), new(40, 47), new(41, 46),
        new(48, 54), new(49, 53), new(50, 52), new(55, 59), new(56, 58), new(60, 64), new(61, 63), new(65, 67),
    ];

    /// <summary>The 17 points of COCO's persons: eyes, ears, shoulders, elbows, wrists, hips, knees, ankles.</summary>
    public static ValueList<IndexPair> CocoPerson { get; } =
    [
        new(1, 2), new(3, 4), new(5, 6), new(7, 8), new(9, 10), new(11, 12), new(13, 14), new(15, 16),
    ];

    /// <summary>Exchanges the points of each pair; no points stay none.</summary>
    /// <exception cref="UsageException"><c>VIR1153</c>: a pair names a point that is not there.</exception>
    internal static ValueList<KeyPoint> Swap(ValueList<KeyPoint> points, ValueList<IndexPair> pairs)
    {
        if (points.Count == 0 || pairs.Count == 0)
            return points;

        var result = points.Items.ToArray();
        foreach (var (first, second) in pairs)
        {
            if ((uint)first >= (uint)result.Length || (uint)second >= (uint)result.Length)
            {
                throw new UsageException("VIR1153", $"flip: the pair [{first}, {second}] names a key point beyond the "
                    + $"{result.Length} that there are. Points are counted from 0.");
            }

            (result[first], result[second]) = (result[second], result[first]);
        }

        return [.. result];
    }
}
