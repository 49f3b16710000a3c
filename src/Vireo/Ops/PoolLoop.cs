using Vireo.Kernels;

namespace Vireo.Ops;

/// <summary>All windows of a pooling, one after the other: the oracle behind every pooling op.</summary>
internal static class PoolLoop
{
    /// <summary>Calls <paramref name="visit"/> for every place inside the image that an output's window
    /// covers.</summary>
    /// <param name="g">Extents.</param>
    /// <param name="visit">Takes the row-major place in the output, that in the input, and the place in the
    /// plane.</param>
    public static void Run(Pool2dGeometry g, Action<int, int, int> visit)
    {
        for (var plane = 0; plane < g.N * g.C; plane++)
        {
            for (var oy = 0; oy < g.OH; oy++)
            {
                for (var ox = 0; ox < g.OW; ox++) Window(g, plane, oy, ox, visit);
            }
        }
    }

    private static void Window(Pool2dGeometry g, int plane, int oy, int ox, Action<int, int, int> visit)
    {
        for (var ky = 0; ky < g.KH; ky++)
        {
            var y = oy * g.StrideH - g.PadTop + ky * g.DilationH;
            if (y < 0 || y >= g.H) continue;
            for (var kx = 0; kx < g.KW; kx++)
            {
                var x = ox * g.StrideW - g.PadLeft + kx * g.DilationW;
                if (x < 0 || x >= g.W) continue;
                visit((plane * g.OH + oy) * g.OW + ox, plane * g.H * g.W + y * g.W + x, y * g.W + x);
            }
        }
    }
}
