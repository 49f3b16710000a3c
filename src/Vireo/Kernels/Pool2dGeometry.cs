namespace Vireo.Kernels;

/// <summary>Extents of a two-dimensional pooling: input <c>[N, C, H, W]</c>, output <c>[N, C, OH, OW]</c>.</summary>
public readonly record struct Pool2dGeometry
{
    private readonly int? _padBottom;
    private readonly int? _padRight;

    /// <summary>Batch.</summary>
    public required int N { get; init; }

    /// <summary>Channels.</summary>
    public required int C { get; init; }

    /// <summary>Input height.</summary>
    public required int H { get; init; }

    /// <summary>Input width.</summary>
    public required int W { get; init; }

    /// <summary>Output height; given, because ceil mode and adaptive pooling do not follow from the rest.</summary>
    public required int OH { get; init; }

    /// <summary>Output width.</summary>
    public required int OW { get; init; }

    /// <summary>Window height.</summary>
    public required int KH { get; init; }

    /// <summary>Window width.</summary>
    public required int KW { get; init; }

    /// <summary>Step between windows, vertical.</summary>
    public required int StrideH { get; init; }

    /// <summary>Step between windows, horizontal.</summary>
    public required int StrideW { get; init; }

    /// <summary>Rows of padding above.</summary>
    public int PadTop { get; init; }

    /// <summary>Columns of padding to the left.</summary>
    public int PadLeft { get; init; }

    /// <summary>Rows of padding below; as many as above unless set.</summary>
    public int PadBottom
    {
        get => _padBottom ?? PadTop;
        init => _padBottom = value;
    }

    /// <summary>Columns of padding to the right; as many as to the left unless set.</summary>
    public int PadRight
    {
        get => _padRight ?? PadLeft;
        init => _padRight = value;
    }

    /// <summary>Distance of window rows; one is dense.</summary>
    public int DilationH { get; init; }

    /// <summary>Distance of window columns; one is dense.</summary>
    public int DilationW { get; init; }

    /// <summary>Dense and unpadded; set what differs.</summary>
    public Pool2dGeometry()
    {
        (DilationH, DilationW) = (1, 1);
    }
}
