namespace Vireo.Vision.Imaging.WebP;

/// <summary>One plane of a macroblock with the pixels above, on the left and above on the right.</summary>
internal sealed class Vp8Work(int size)
{
    /// <summary>Samples from row to row.</summary>
    public const int Stride = 32;

    /// <summary>Index of the first sample.</summary>
    public const int Origin = Stride + 8;

    public byte[] Samples { get; } = new byte[Stride * 18];

    public int Size => size;

    /// <summary>Takes the edges from a plane: 127 above the picture, 129 on its left.</summary>
    public void Begin(byte[] plane, int stride, int column, int row, int columns)
    {
        var first = row * size * stride + column * size;
        var above = Samples.AsSpan(Origin - Stride - 1, size + 5);
        if (row == 0)
            above.Fill(127);
        else
        {
            above[0] = column == 0 ? (byte)129 : plane[first - stride - 1];
            plane.AsSpan(first - stride, size).CopyTo(above[1..]);
            // Beyond the right edge the last sample goes on.
            if (column + 1 < columns)
                plane.AsSpan(first - stride + size, 4).CopyTo(above[(size + 1)..]);
            else
                above.Slice(size + 1, 4).Fill(plane[first - stride + size - 1]);
        }

        for (var y = 0; y < size; y++)
            Samples[Origin + y * Stride - 1] = column == 0 ? (byte)129 : plane[first + y * stride - 1];
    }

    /// <summary>Puts the finished samples into the plane.</summary>
    public void End(byte[] plane, int stride, int column, int row)
    {
        for (var y = 0; y < size; y++)
            Samples.AsSpan(Origin + y * Stride, size)
                .CopyTo(plane.AsSpan((row * size + y) * stride + column * size));
    }
}
