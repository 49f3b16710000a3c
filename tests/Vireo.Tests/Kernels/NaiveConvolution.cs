using Vireo.Kernels;

namespace Vireo.Tests.Kernels;

/// <summary>Convolution and its gradients as the seven loops of the definition.</summary>
internal static class NaiveConvolution
{
    public static double[] Forward(Conv2dGeometry g, double[] x, double[] w, double[]? bias)
    {
        var y = new double[(long)g.N * g.OH * g.OW * g.O];
        for (var i = 0; bias is not null && i < y.Length; i++) y[i] = bias[i % g.O];
        Each(g, (xi, wi, yi) => y[yi] += x[xi] * w[wi]);
        return y;
    }

    public static double[] BackwardData(Conv2dGeometry g, double[] dy, double[] w)
    {
        var dx = new double[(long)g.N * g.H * g.W * g.C];
        Each(g, (xi, wi, yi) => dx[xi] += dy[yi] * w[wi]);
        return dx;
    }

    public static double[] BackwardWeights(Conv2dGeometry g, double[] x, double[] dy)
    {
        var dw = new double[(long)g.O * (g.C / g.Groups) * g.KH * g.KW];
        Each(g, (xi, wi, yi) => dw[wi] += dy[yi] * x[xi]);
        return dw;
    }

    /// <summary>Every multiplication: element of the image, of the weight and of the output.</summary>
    private static void Each(Conv2dGeometry g, Action<int, int, int> term)
    {
        var (cg, og) = (g.C / g.Groups, g.O / g.Groups);
        for (var yi = 0; yi < g.N * g.OH * g.OW * g.O; yi++)
        {
            var (o, ow, oh, n) = (yi % g.O, yi / g.O % g.OW, yi / g.O / g.OW % g.OH, yi / g.O / g.OW / g.OH);
            for (var k = 0; k < cg * g.KH * g.KW; k++)
            {
                var (kw, kh, c) = (k % g.KW, k / g.KW % g.KH, k / g.KW / g.KH);
                var h = oh * g.StrideH - g.PadTop + kh * g.DilationH;
                var w = ow * g.StrideW - g.PadLeft + kw * g.DilationW;
                if (h < 0 || h >= g.H || w < 0 || w >= g.W) continue;
                term(((n * g.H + h) * g.W + w) * g.C + o / og * cg + c, ((o * cg + c) * g.KH + kh) * g.KW + kw, yi);
            }
        }
    }
}
