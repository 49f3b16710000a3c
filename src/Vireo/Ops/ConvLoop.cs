using Vireo.Kernels;

namespace Vireo.Ops;

/// <summary>All products of a convolution, one after the other: the oracle behind its forward pass and both
/// gradients.</summary>
internal static class ConvLoop
{
    /// <summary>Calls <paramref name="visit"/> with the row-major places in input, weight and output of every
    /// product.</summary>
    public static void Run(Conv2dGeometry g, Action<int, int, int> visit)
    {
        int channels = g.C / g.Groups, filters = g.O / g.Groups;
        for (var n = 0; n < g.N; n++)
        {
            for (var o = 0; o < g.O; o++)
            {
                var first = o / filters * channels;
                var output = (n * g.O + o) * g.OH * g.OW;
                for (var c = 0; c < channels; c++)
                {
                    var input = (n * g.C + first + c) * g.H * g.W;
                    Plane(g, input, (o * channels + c) * g.KH * g.KW, output, visit);
                }
            }
        }
    }

    private static void Plane(Conv2dGeometry g, int input, int weight, int output, Action<int, int, int> visit)
    {
        for (var oy = 0; oy < g.OH; oy++)
        {
            for (var ky = 0; ky < g.KH; ky++)
            {
                var y = oy * g.StrideH - g.PadTop + ky * g.DilationH;
                if (y < 0 || y >= g.H) continue;
                for (var ox = 0; ox < g.OW; ox++)
                {
                    for (var kx = 0; kx < g.KW; kx++)
                    {
                        var x = ox * g.StrideW - g.PadLeft + kx * g.DilationW;
                        if (x < 0 || x >= g.W) continue;
                        visit(input + y * g.W + x, weight + ky * g.KW + kx, output + oy * g.OW + ox);
                    }
                }
            }
        }
    }
}
