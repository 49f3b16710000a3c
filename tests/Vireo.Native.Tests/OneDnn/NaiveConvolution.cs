namespace Vireo.Native.Tests;

/// <summary>Convolution by its definition, NCHW and OIHW, in double precision: what the library is compared with.</summary>
internal sealed record NaiveConvolution
{
    public int Batch { get; init; } = 2;

    public int Inputs { get; init; } = 6;

    public int Outputs { get; init; } = 4;

    public int Groups { get; init; } = 1;

    public int Height { get; init; } = 7;

    public int Width { get; init; } = 9;

    public int Kernel { get; init; } = 3;

    public int Stride { get; init; } = 1;

    public int Dilation { get; init; } = 1;

    /// <summary>Top, left.</summary>
    public int[] Begin { get; init; } = [1, 1];

    /// <summary>Bottom, right.</summary>
    public int[] End { get; init; } = [1, 1];

    public int OutHeight => (Height + Begin[0] + End[0] - Dilation * (Kernel - 1) - 1) / Stride + 1;

    public int OutWidth => (Width + Begin[1] + End[1] - Dilation * (Kernel - 1) - 1) / Stride + 1;

    public int[] SrcDims => [Batch, Inputs, Height, Width];

    public int[] DstDims => [Batch, Outputs, OutHeight, OutWidth];

    public int[] WeightDims => Groups == 1
        ? [Outputs, Inputs, Kernel, Kernel]
        : [Groups, Outputs / Groups, Inputs / Groups, Kernel, Kernel];

    public int SrcCount => Batch * Inputs * Height * Width;

    public int DstCount => Batch * Outputs * OutHeight * OutWidth;

    public int WeightCount => Outputs * (Inputs / Groups) * Kernel * Kernel;

    public double[] Forward(float[] src, float[] weights, float[]? bias)
    {
        var dst = new double[DstCount];
        Visit((s, w, d, _) => dst[d] += (double)src[s] * weights[w]);
        if (bias is not null)
        {
            for (var d = 0; d < dst.Length; d++) dst[d] += bias[d / (OutHeight * OutWidth) % Outputs];
        }

        return dst;
    }

    public double[] BackwardData(float[] diffDst, float[] weights)
    {
        var diffSrc = new double[SrcCount];
        Visit((s, w, d, _) => diffSrc[s] += (double)diffDst[d] * weights[w]);
        return diffSrc;
    }

    public double[] BackwardWeights(float[] src, float[] diffDst)
    {
        var diffWeights = new double[WeightCount];
        Visit((s, w, d, _) => diffWeights[w] += (double)src[s] * diffDst[d]);
        return diffWeights;
    }

    public double[] BackwardBias(float[] diffDst)
    {
        var diffBias = new double[Outputs];
        for (var d = 0; d < diffDst.Length; d++) diffBias[d / (OutHeight * OutWidth) % Outputs] += diffDst[d];
        return diffBias;
    }

    private void Visit(Action<int, int, int, int> visit)
    {
        var (inner, outer) = (Inputs / Groups, Outputs / Groups);
        for (var d = 0; d < DstCount; d++)
        {
            var (x, y) = (d % OutWidth, d / OutWidth % OutHeight);
            var o = d / (OutWidth * OutHeight) % Outputs;
            var n = d / (OutWidth * OutHeight * Outputs);
            for (var w = 0; w < inner * Kernel * Kernel; w++)
            {
                var (kx, ky, i) = (w % Kernel, w / Kernel % Kernel, w / (Kernel * Kernel));
                var sx = x * Stride + kx * Dilation - Begin[1];
                var sy = y * Stride + ky * Dilation - Begin[0];
                if (sx < 0 || sy < 0 || sx >= Width || sy >= Height) continue;

                var s = ((n * Inputs + o / outer * inner + i) * Height + sy) * Width + sx;
                visit(s, o * inner * Kernel * Kernel + w, d, o);
            }
        }
    }
}
