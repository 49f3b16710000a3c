using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Targets;

/// <summary>From pixels to outlines, along the edges of the pixels: <see cref="PolygonFill"/> gives back the very same
/// pixels.</summary>
public static class MaskOutline
{
    /// <summary>One outline for each piece (pixels that share a side). A hole is joined to the outline around it by a
    /// cut that is walked there and back, so that one outline says all.</summary>
    public static ValueList<Polygon> Trace(RunLengthMask mask)
    {
        var size = mask.Size;
        var labels = Label(mask.ToPixels(), size, out var count);
        var outlines = new List<Vertex>?[count];
        // Each side of a pixel whose neighbour is another piece or none belongs to one loop; sides run with the piece
        // on their right. The first loop found of a piece, from the top, is the outer one.
        var done = new bool[labels.Length];
        for (var at = 0; at < labels.Length; at++)
        {
            var piece = labels[at];
            if (piece < 0 || done[at] || LabelAt(labels, size, at % size.Width, at / size.Width - 1) == piece) continue;
            var loop = Walk(labels, done, size, at % size.Width, at / size.Width);
            if (outlines[piece] is not { } outer) outlines[piece] = loop;
            else Join(outer, loop);
        }

        return [.. outlines.OfType<List<Vertex>>().Select(outline => new Polygon([.. outline]))];
    }

    private static void Join(List<Vertex> outer, List<Vertex> hole)
    {
        outer.Add(outer[0]);
        outer.AddRange(hole);
        outer.Add(hole[0]);
    }

    // Clockwise as seen on the screen, beginning along the upper side of the pixel (x, y). 'done' marks upper sides.
    private static List<Vertex> Walk(int[] labels, bool[] done, ImageSize size, int x, int y)
    {
        var piece = labels[y * size.Width + x];
        int cornerX = x, cornerY = y, dx = 1, dy = 0;
        var loop = new List<Vertex>();
        do
        {
            loop.Add(new(cornerX, cornerY));
            do
            {
                if (dx == 1) done[cornerY * size.Width + cornerX] = true;
                (cornerX, cornerY) = (cornerX + dx, cornerY + dy);
            }
            while (Turn(labels, size, piece, cornerX, cornerY, ref dx, ref dy) == 0);
        }
        while (cornerX != x || cornerY != y || dx != 1);

        return loop;
    }

    // The pixels ahead decide: left of the way belongs to the piece: turn left; right does not: turn right.
    private static int Turn(int[] labels, ImageSize size, int piece, int x, int y, ref int dx, ref int dy)
    {
        var right = LabelAt(labels, size, x + Ahead(dx, -dy), y + Ahead(dy, dx)) == piece;
        var left = LabelAt(labels, size, x + Ahead(dx, dy), y + Ahead(dy, -dx)) == piece;
        // Pieces hold together by sides only: where two pixels touch at a corner the way keeps to its own.
        if (!right)
        {
            (dx, dy) = (-dy, dx);
            return 1;
        }

        if (!left) return 0;
        (dx, dy) = (dy, -dx);
        return -1;
    }

    // Offset of the pixel that lies ahead (along) and to one side (across) of a corner: -1 or 0.
    private static int Ahead(int along, int across) => (along + across - 1) / 2;

    private static int LabelAt(int[] labels, ImageSize size, int x, int y) =>
        x < 0 || y < 0 || x >= size.Width || y >= size.Height ? -1 : labels[y * size.Width + x];

    private static int[] Label(byte[] mask, ImageSize size, out int count)
    {
        var labels = new int[mask.Length];
        Array.Fill(labels, -1);
        var open = new Stack<int>();
        count = 0;
        for (var start = 0; start < mask.Length; start++)
        {
            if (mask[start] == 0 || labels[start] >= 0) continue;
            labels[start] = count;
            open.Push(start);
            while (open.TryPop(out var at))
            {
                var x = at % size.Width;
                if (x > 0) Reach(at - 1, count);
                if (x < size.Width - 1) Reach(at + 1, count);
                if (at >= size.Width) Reach(at - size.Width, count);
                if (at < mask.Length - size.Width) Reach(at + size.Width, count);
            }

            count++;
        }

        return labels;

        void Reach(int next, int label)
        {
            if (mask[next] == 0 || labels[next] >= 0) return;
            labels[next] = label;
            open.Push(next);
        }
    }
}
