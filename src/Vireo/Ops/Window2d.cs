using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>How a two-dimensional window moves: stride, padding and dilation per axis.</summary>
public readonly record struct Window2d
{
    /// <summary>Stride one, no padding, dense.</summary>
    public Window2d()
    {
    }

    /// <summary>The same stride, padding and dilation along both axes.</summary>
    public Window2d(int stride, int padding = 0, int dilation = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stride);
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dilation);
        (StrideH, StrideW, DilationH, DilationW) = (stride, stride, dilation, dilation);
        (PadTop, PadLeft, PadBottom, PadRight) = (padding, padding, padding, padding);
    }

    /// <summary>Step between windows, vertical.</summary>
    public int StrideH { get; init; } = 1;

    /// <summary>Step between windows, horizontal.</summary>
    public int StrideW { get; init; } = 1;

    /// <summary>Rows of padding above.</summary>
    public int PadTop { get; init; }

    /// <summary>Columns of padding to the left.</summary>
    public int PadLeft { get; init; }

    /// <summary>Rows of padding below.</summary>
    public int PadBottom { get; init; }

    /// <summary>Columns of padding to the right.</summary>
    public int PadRight { get; init; }

    /// <summary>Distance of window rows; one is dense.</summary>
    public int DilationH { get; init; } = 1;

    /// <summary>Distance of window columns; one is dense.</summary>
    public int DilationW { get; init; } = 1;

    /// <summary>The attributes that all ONNX operators with windows share: <c>kernel_shape</c>, <c>strides</c>,
    /// <c>pads</c>, <c>dilations</c>.</summary>
    internal OnnxAttribute[] Onnx(int height, int width) =>
    [
        ("kernel_shape", new long[] { height, width }),
        ("strides", new long[] { StrideH, StrideW }),
        ("pads", new long[] { PadTop, PadLeft, PadBottom, PadRight }),
        ("dilations", new long[] { DilationH, DilationW }),
    ];
}
