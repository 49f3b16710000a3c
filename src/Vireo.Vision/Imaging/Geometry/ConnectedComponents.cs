namespace Vireo.Vision.Imaging.Geometry;

/// <summary>The connected parts of a mask, numbered from 1 in the order of their first pixels, row by row.</summary>
public sealed class ConnectedComponents
{
    private readonly int[] _labels;

    private ConnectedComponents(int[] labels, Component[] parts) => (_labels, Parts) = (labels, parts);

    /// <summary>The parts; the one at index i has the label i + 1.</summary>
    public IReadOnlyList<Component> Parts { get; }

    /// <summary>The label of every pixel, [H, W]; 0 is the background.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>Finds the parts of what is not 0 in a grey picture.</summary>
    /// <param name="mask">A picture of one channel.</param>
    /// <param name="diagonal">True: pixels that touch at a corner are connected (8 neighbours); false: only those that
    /// share an edge (4).</param>
    /// <exception cref="ArgumentException">The mask has more than one channel.</exception>
    public static ConnectedComponents Of(Image mask, bool diagonal = true)
    {
        if (mask.Channels != 1)
            throw new ArgumentException($"components: the mask has {mask.Channels} channels, 1 is wanted.");

        var labels = new int[mask.Width * mask.Height];
        List<Component> parts = [];
        var pixels = mask.Pixels;
        Stack<int> open = [];
        for (var i = 0; i < labels.Length; i++)
            if (pixels[i] != 0 && labels[i] == 0)
                parts.Add(Flood(mask, labels, i, parts.Count + 1, diagonal, open));

        return new(labels, [.. parts]);
    }

    private static Component Flood(Image mask, int[] labels, int start, int label, bool diagonal, Stack<int> open)
    {
        var (width, height) = (mask.Width, mask.Height);
        var (left, right, top, bottom) = (width, 0, height, 0);
        long sumX = 0, sumY = 0;
        var area = 0;
        open.Push(start);
        labels[start] = label;
        while (open.TryPop(out var at))
        {
            var (x, y) = (at % width, at / width);
            (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y), Math.Max(bottom, y));
            (area, sumX, sumY) = (area + 1, sumX + x, sumY + y);
            for (var v = Math.Max(y - 1, 0); v <= Math.Min(y + 1, height - 1); v++)
                for (var u = Math.Max(x - 1, 0); u <= Math.Min(x + 1, width - 1); u++)
                {
                    var next = v * width + u;
                    if (labels[next] != 0 || mask.Pixels[next] == 0 || (!diagonal && u != x && v != y))
                        continue;
                    labels[next] = label;
                    open.Push(next);
                }
        }

        return new(
            area, new(left, top, right - left + 1, bottom - top + 1), (double)sumX / area, (double)sumY / area);
    }
}
