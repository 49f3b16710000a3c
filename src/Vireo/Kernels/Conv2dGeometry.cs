namespace Vireo.Kernels;

/// <summary>All extents of a two-dimensional convolution. Input <c>[N, C, H, W]</c>, weight
/// <c>[O, C / Groups, KH, KW]</c>, output <c>[N, O, OH, OW]</c>.</summary>
public readonly record struct Conv2dGeometry
{
    /// <summary>Batch.</summary>
    public required int N { get; init; }

    /// <summary>Input channels.</summary>
    public required int C { get; init; }

    /// <summary>Input height.</summary>
    public required int H { get; init; }

    /// <summary>Input width.</summary>
    public required int W { get; init; }

    /// <summary>Output channels.</summary>
    public required int O { get; init; }

    /// <summary>Kernel height.</summary>
    public required int KH { get; init; }

    /// <summary>Kernel width.</summary>
    public required int KW { get; init; }

    /// <summary>Step between outputs, vertical.</summary>
    public int StrideH { get; init; }

    /// <summary>Step between outputs, horizontal.</summary>
    public int StrideW { get; init; }

    /// <summary>Rows of zeros above.</summary>
    public int PadTop { get; init; }

    /// <summary>Columns of zeros to the left.</summary>
    public int PadLeft { get; init; }

    /// <summary>Rows of zeros below.</summary>
    public int PadBottom { get; init; }

    /// <summary>Columns of zeros to the right.</summary>
    public int PadRight { get; init; }

    /// <summary>Distance of kernel rows; one is dense.</summary>
    public int DilationH { get; init; }

    /// <summary>Distance of kernel columns; one is dense.</summary>
    public int DilationW { get; init; }

    /// <summary>Blocks of channels that do not see each other.</summary>
    public int Groups { get; init; }

    /// <summary>Dense, stride one, no padding; set what differs.</summary>
    public Conv2dGeometry()
    {
        (StrideH, StrideW, DilationH, DilationW, Groups) = (1, 1, 1, 1, 1);
    }

    /// <summary>Output height: <c>⌊(H + PadTop + PadBottom - DilationH·(KH - 1) - 1) / StrideH⌋ + 1</c>.</summary>
    public int OH => (H + PadTop + PadBottom - DilationH * (KH - 1) - 1) / StrideH + 1;

    /// <summary>Output width, by the same formula.</summary>
    public int OW => (W + PadLeft + PadRight - DilationW * (KW - 1) - 1) / StrideW + 1;

    /// <summary>Whether every channel is filtered by itself.</summary>
    public bool IsDepthwise => Groups > 1 && Groups == C && O % C == 0;

    /// <summary>Whether the convolution is a matrix product over pixels as they lie.</summary>
    public bool IsPointwise => KH == 1 && KW == 1 && StrideH == 1 && StrideW == 1 && Groups == 1
        && PadTop == 0 && PadLeft == 0 && PadBottom == 0 && PadRight == 0;

    /// <summary>Multiply-adds of one forward pass.</summary>
    public long Macs => (long)N * O * OH * OW * (C / Groups) * KH * KW;
}
