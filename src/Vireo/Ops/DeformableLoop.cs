namespace Vireo.Ops;

/// <summary>All samples of a deformable window, one after the other: the oracle behind its ops.</summary>
internal static class DeformableLoop
{
    /// <summary>Calls <paramref name="visit"/> for every pixel of every sample that lies in the image.</summary>
    /// <param name="op">The window.</param>
    /// <param name="images">Shape of the images.</param>
    /// <param name="part">Which derivative the weights are of.</param>
    /// <param name="offsets">Moves, row-major.</param>
    /// <param name="mask">Factors, row-major; null for ones.</param>
    /// <param name="visit">Takes the place in the columns, that in the images, and the weight times the
    /// factor.</param>
    public static void Run(
        DeformableOp op, Shape images, BilinearPart part, double[] offsets, double[]? mask,
        Action<int, int, double> visit)
    {
        var g = op.Geometry(images);
        var (places, taps, plane) = (g.OH * g.OW, g.KH * g.KW, g.H * g.W);
        for (var column = 0; column < g.N * places * taps * g.C; column++)
        {
            var (c, tap, place) = (column % g.C, column / g.C % taps, column / (g.C * taps) % places);
            var n = column / (g.C * taps * places);
            var at = (n * op.OffsetGroups + c / (g.C / op.OffsetGroups)) * taps + tap;
            var sample = DeformableSample.At(
                g, place, tap, offsets[2 * at * places + place], offsets[(2 * at + 1) * places + place]);
            var factor = mask?[at * places + place] ?? 1;
            var (w00, w01, w10, w11) = sample.Weights(part);
            var start = (n * g.C + c) * plane;
            if (sample.P00 >= 0) visit(column, start + sample.P00, w00 * factor);
            if (sample.P01 >= 0) visit(column, start + sample.P01, w01 * factor);
            if (sample.P10 >= 0) visit(column, start + sample.P10, w10 * factor);
            if (sample.P11 >= 0) visit(column, start + sample.P11, w11 * factor);
        }
    }
}
