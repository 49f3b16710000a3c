namespace Vireo.Vision.Imaging.Jpeg;

/// <summary>A component while it is decoded: its samples, and for progressive files its coefficients.</summary>
internal sealed class JpegComponent
{
    /// <param name="image">Limits.</param>
    /// <param name="header">The frame.</param>
    /// <param name="plane">Which component.</param>
    /// <param name="scale">Pixels of the result per 8 of the file: 8, 4, 2 or 1.</param>
    public JpegComponent(ImageBytes image, JpegHeader header, JpegPlane plane, int scale)
    {
        Plane = plane;
        var (maxH, maxV) = (header.MaxH, header.MaxV);
        BlockSize = scale;
        // A plane that is sampled down is transformed at a larger size instead of being scaled up afterwards.
        while (BlockSize < 8 && maxH * scale % (plane.H * BlockSize * 2) == 0
            && maxV * scale % (plane.V * BlockSize * 2) == 0)
            BlockSize *= 2;

        Width = Ceiling((long)header.Size.Width * plane.H * BlockSize, maxH * 8);
        Height = Ceiling((long)header.Size.Height * plane.V * BlockSize, maxV * 8);
        Columns = Ceiling((long)header.Size.Width * plane.H, maxH * 8);
        Rows = Ceiling((long)header.Size.Height * plane.V, maxV * 8);
        StoredColumns = Ceiling(header.Size.Width, maxH * 8) * plane.H;
        StoredRows = Ceiling(header.Size.Height, maxV * 8) * plane.V;
        (StretchX, StretchY) = (maxH * scale / (plane.H * BlockSize), maxV * scale / (plane.V * BlockSize));
        if (plane.H * BlockSize * StretchX != maxH * scale || plane.V * BlockSize * StretchY != maxV * scale)
            throw image.Unsupported("unsupported JPEG whose planes have sizes that do not divide each other");

        Stride = StoredColumns * BlockSize;
        Samples = image.NewBytes((long)Stride * StoredRows * BlockSize);
        if (header.Progressive)
        {
            if ((long)StoredColumns * StoredRows * 128 > image.Options.MaxBytes)
                throw image.TooLarge("its coefficients take more bytes than the limit");
            Coefficients = new short[StoredColumns * StoredRows * 64];
        }
    }

    public JpegPlane Plane { get; }

    /// <summary>Pixels that a block of 8 becomes.</summary>
    public int BlockSize { get; }

    /// <summary>Real samples in a row.</summary>
    public int Width { get; }

    /// <summary>Real rows of samples.</summary>
    public int Height { get; }

    /// <summary>Blocks in a row of a scan that holds this component alone.</summary>
    public int Columns { get; }

    /// <summary>Rows of blocks of such a scan.</summary>
    public int Rows { get; }

    /// <summary>Blocks in a row, filled up to whole units of interleaved scans.</summary>
    public int StoredColumns { get; }

    public int StoredRows { get; }

    /// <summary>Samples from row to row.</summary>
    public int Stride { get; }

    /// <summary>Pixels of the result per sample.</summary>
    public int StretchX { get; }

    public int StretchY { get; }

    public byte[] Samples { get; }

    /// <summary>Of a progressive file [StoredRows, StoredColumns, 64], blocks by rows.</summary>
    public short[] Coefficients { get; } = [];

    /// <summary>Bits that have come of each coefficient, in the order of the file; −1 for none.</summary>
    public int[] Known { get; } = [.. Enumerable.Repeat(-1, 64)];

    /// <summary>Steps of quantisation by rows, as they stood when the component first came; empty before.</summary>
    public int[] Quantisation { get; set; } = [];

    public JpegHuffman? Dc { get; set; }

    public JpegHuffman? Ac { get; set; }

    /// <summary>The last DC value.</summary>
    public int Prediction { get; set; }

    /// <summary>One row of samples, as far as they are real.</summary>
    public ReadOnlySpan<byte> Row(int y) => Samples.AsSpan(y * Stride, Width);

    private static int Ceiling(long value, long unit) => (int)((value + unit - 1) / unit);
}
