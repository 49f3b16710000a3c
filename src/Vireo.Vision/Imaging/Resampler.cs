using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Vireo.Vision.Imaging;

/// <summary>Separable resizing of 8-bit pictures in whole numbers, so that every machine computes the same
/// bits.</summary>
/// <remarks>Columns first, into 16-bit values: antialiased results are rounded to 8 bits in between (as Pillow does),
/// the others keep six more bits (as overshoots must survive to the second pass). Then rows.</remarks>
internal sealed class Resampler(ResizeTable columns, ResizeTable rows, bool roundBetween)
{
    private const int ColumnBits = 22;
    private const int KeptBits = 6;

    /// <summary>Bits that the second pass has left so that no sum leaves 32 bits.</summary>
    private readonly int _rowBits = roundBetween ? 22 : 15;

    /// <summary>Resizes one region of an image.</summary>
    public Image Apply(Image image, PixelRegion region)
    {
        var channels = image.Channels;
        var (width, height) = (columns.Length, rows.Length);
        var length = width * channels;
        var result = GC.AllocateUninitializedArray<byte>(checked(length * height));
        var (first, end) = NeededRows();
        var between = ArrayPool<short>.Shared.Rent(checked(length * (end - first)));
        try
        {
            Columns(image, region with { Y = region.Y + first, Height = end - first }, between, first);
            Rows(between, first, length, result);
        }
        finally
        {
            ArrayPool<short>.Shared.Return(between);
        }

        return new(width, height, channels, result);
    }

    private void Columns(Image image, PixelRegion region, short[] between, int first)
    {
        var weights = columns.Quantised(ColumnBits);
        var channels = image.Channels;
        var length = columns.Length * channels;
        var used = UsedRows(first, region.Height);
        // Four values at a time are read from a row widened to 32 bits; the room behind it makes the last read lawful.
        var wide = ArrayPool<int>.Shared.Rent(region.Width * channels + 4);
        try
        {
            for (var y = 0; y < region.Height; y++)
            {
                if (!used[y])
                    continue;

                Widen(image.Row(region.Y + y).Slice(region.X * channels, region.Width * channels), wide);
                ColumnsOfRow(wide, weights, between.AsSpan(y * length, length), channels);
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(wide);
        }
    }

    /// <summary>First row that any result row draws on, and the end of the last one.</summary>
    private (int First, int End) NeededRows()
    {
        var (first, end) = (int.MaxValue, 0);
        for (var i = 0; i < rows.Length; i++)
            (first, end) = (Math.Min(first, rows.Start[i]), Math.Max(end, rows.Start[i] + rows.Count[i]));

        return (first, end);
    }

    private bool[] UsedRows(int first, int height)
    {
        var used = new bool[height];
        for (var i = 0; i < rows.Length; i++)
            used.AsSpan(rows.Start[i] - first, rows.Count[i]).Fill(true);

        return used;
    }

    private static void Widen(ReadOnlySpan<byte> row, Span<int> wide)
    {
        var i = 0;
        for (; i <= row.Length - 16; i += 16)
        {
            var (low, high) = Vector128.Widen(Vector128.Create(row.Slice(i, 16)));
            var ((a, b), (c, d)) = (Vector128.Widen(low), Vector128.Widen(high));
            a.AsInt32().CopyTo(wide[i..]);
            b.AsInt32().CopyTo(wide[(i + 4)..]);
            c.AsInt32().CopyTo(wide[(i + 8)..]);
            d.AsInt32().CopyTo(wide[(i + 12)..]);
        }

        for (; i < row.Length; i++)
            wide[i] = row[i];
        wide.Slice(row.Length, 4).Clear();
    }

    private void ColumnsOfRow(ReadOnlySpan<int> wide, ReadOnlySpan<int> weights, Span<short> result, int channels)
    {
        var shift = roundBetween ? ColumnBits : ColumnBits - KeptBits;
        var (low, high) = roundBetween ? (0, 255) : (short.MinValue, (int)short.MaxValue);
        var half = Vector128.Create(1 << (shift - 1));
        var (smallest, largest) = (Vector128.Create(low), Vector128.Create(high));
        ref var source = ref MemoryMarshal.GetReference(wide);
        for (var x = 0; x < columns.Length; x++)
        {
            var sum = half;
            var position = columns.Start[x] * channels;
            foreach (var weight in weights.Slice(x * columns.Taps, columns.Count[x]))
            {
                sum += Vector128.LoadUnsafe(ref source, (nuint)position) * weight;
                position += channels;
            }

            sum = Vector128.Min(Vector128.Max(sum >> shift, smallest), largest);
            var o = x * channels;
            result[o] = (short)sum[0];
            if (channels == 1)
                continue;

            result[o + 1] = (short)sum[1];
            result[o + 2] = (short)sum[2];
            if (channels == 4)
                result[o + 3] = (short)sum[3];
        }
    }

    private void Rows(ReadOnlySpan<short> between, int first, int length, Span<byte> result)
    {
        var weights = rows.Quantised(_rowBits);
        for (var y = 0; y < rows.Length; y++)
        {
            var taps = weights.AsSpan(y * rows.Taps, rows.Count[y]);
            RowsOfRow(between[((rows.Start[y] - first) * length)..], length, taps, result.Slice(y * length, length));
        }
    }

    private void RowsOfRow(ReadOnlySpan<short> between, int length, ReadOnlySpan<int> taps, Span<byte> result)
    {
        var shift = roundBetween ? _rowBits : _rowBits + KeptBits;
        var half = 1 << (shift - 1);
        ref var source = ref MemoryMarshal.GetReference(between);
        var x = 0;
        for (; x <= length - 8; x += 8)
        {
            var (first, second) = (Vector128.Create(half), Vector128.Create(half));
            var position = x;
            foreach (var weight in taps)
            {
                var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref source, (nuint)position));
                first += low * weight;
                second += high * weight;
                position += length;
            }

            first = Vector128.Min(Vector128.Max(first >> shift, Vector128<int>.Zero), Vector128.Create(255));
            second = Vector128.Min(Vector128.Max(second >> shift, Vector128<int>.Zero), Vector128.Create(255));
            var narrow = Vector128.Narrow(first, second).AsUInt16();
            Vector128.Narrow(narrow, narrow).GetLower().CopyTo(result[x..]);
        }

        for (; x < length; x++)
        {
            var sum = half;
            for (var k = 0; k < taps.Length; k++)
                sum += between[k * length + x] * taps[k];
            result[x] = (byte)Math.Clamp(sum >> shift, 0, 255);
        }
    }
}
