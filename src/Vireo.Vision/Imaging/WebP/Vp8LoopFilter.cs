namespace Vireo.Vision.Imaging.WebP;

/// <summary>Smooths the edges between and within macroblocks (RFC 6386, section 15).</summary>
internal static class Vp8LoopFilter
{
    /// <summary>Smooths a whole picture, macroblock by macroblock.</summary>
    public static void Apply(Vp8Planes planes, Vp8Filter[] filters, bool isSimple)
    {
        for (var row = 0; row < planes.Rows; row++)
            for (var column = 0; column < planes.Columns; column++)
            {
                var filter = filters[row * planes.Columns + column];
                if (filter.Limit == 0)
                    continue;
                Plane(planes.Luma, planes.Stride, 16, column, row, filter, isSimple);
                if (isSimple)
                    continue;
                Plane(planes.Blue, planes.Stride / 2, 8, column, row, filter, isSimple);
                Plane(planes.Red, planes.Stride / 2, 8, column, row, filter, isSimple);
            }
    }

    private static void Plane(
        byte[] samples, int stride, int size, int column, int row, Vp8Filter filter, bool isSimple)
    {
        var first = row * size * stride + column * size;
        if (column > 0)
            Edge(samples, first, 1, stride, size, filter, isSimple, isOuter: true);
        for (var x = 4; filter.HasInner && x < size; x += 4)
            Edge(samples, first + x, 1, stride, size, filter, isSimple, isOuter: false);
        if (row > 0)
            Edge(samples, first, stride, 1, size, filter, isSimple, isOuter: true);
        for (var y = 4; filter.HasInner && y < size; y += 4)
            Edge(samples, first + y * stride, stride, 1, size, filter, isSimple, isOuter: false);
    }

    /// <param name="samples">The plane.</param>
    /// <param name="first">First sample behind the edge.</param>
    /// <param name="across">To the next sample across the edge.</param>
    /// <param name="along">To the next sample along it.</param>
    /// <param name="size">Samples along it.</param>
    /// <param name="filter">Strength.</param>
    /// <param name="isSimple">Two samples are looked at and changed on each side, otherwise up to four.</param>
    /// <param name="isOuter">Whether the edge lies between macroblocks.</param>
    private static void Edge(byte[] samples, int first, int across, int along, int size, Vp8Filter filter,
        bool isSimple, bool isOuter)
    {
        var limit = 2 * (filter.Limit + (isOuter ? 4 : 0)) + 1;
        for (var i = 0; i < size; i++)
        {
            var at = first + i * along;
            int p1 = samples[at - 2 * across], p0 = samples[at - across];
            int q0 = samples[at], q1 = samples[at + across];
            if (4 * Math.Abs(p0 - q0) + Math.Abs(p1 - q1) > limit)
                continue;
            if (isSimple)
                Two(samples, at, across, p1, p0, q0, q1);
            else if (IsSmooth(samples, at, across, filter.Inner))
            {
                if (Math.Abs(p1 - p0) > filter.Threshold || Math.Abs(q1 - q0) > filter.Threshold)
                    Two(samples, at, across, p1, p0, q0, q1);
                else if (isOuter)
                    Six(samples, at, across, p1, p0, q0, q1);
                else
                    Four(samples, at, across, p1, p0, q0, q1);
            }
        }
    }

    private static bool IsSmooth(byte[] samples, int at, int across, int inner)
    {
        for (var i = -4; i < 3; i++)
            if (i != -1 && Math.Abs(samples[at + i * across] - samples[at + (i + 1) * across]) > inner)
                return false;

        return true;
    }

    private static void Two(byte[] samples, int at, int across, int p1, int p0, int q0, int q1)
    {
        var step = 3 * (q0 - p0) + Math.Clamp(p1 - q1, -128, 127);
        samples[at - across] = Clip(p0 + Small(step + 3));
        samples[at] = Clip(q0 - Small(step + 4));
    }

    private static void Four(byte[] samples, int at, int across, int p1, int p0, int q0, int q1)
    {
        var step = 3 * (q0 - p0);
        var near = Small(step + 4);
        var far = near + 1 >> 1;
        samples[at - 2 * across] = Clip(p1 + far);
        samples[at - across] = Clip(p0 + Small(step + 3));
        samples[at] = Clip(q0 - near);
        samples[at + across] = Clip(q1 - far);
    }

    private static void Six(byte[] samples, int at, int across, int p1, int p0, int q0, int q1)
    {
        var step = Math.Clamp(3 * (q0 - p0) + Math.Clamp(p1 - q1, -128, 127), -128, 127);
        var (near, middle, far) = (27 * step + 63 >> 7, 18 * step + 63 >> 7, 9 * step + 63 >> 7);
        samples[at - 3 * across] = Clip(samples[at - 3 * across] + far);
        samples[at - 2 * across] = Clip(p1 + middle);
        samples[at - across] = Clip(p0 + near);
        samples[at] = Clip(q0 - near);
        samples[at + across] = Clip(q1 - middle);
        samples[at + 2 * across] = Clip(samples[at + 2 * across] - far);
    }

    private static int Small(int value) => Math.Clamp(value >> 3, -16, 15);

    private static byte Clip(int value) => Vp8Transform.Clip(value);
}
