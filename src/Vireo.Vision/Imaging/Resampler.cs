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

    /// <summary>Values that a pixel takes, its channels and room.</summary>
    private const int Lanes = 4;

    /// <summary>Rows that are worked out at once.</summary>
    private const int Together = 4;

    /// <summary>Bits that the second pass has left so that no sum leaves 32 bits.</summary>
    private readonly int _rowBits = roundBetween ? 22 : 15;

    /// <summary>Resizes one region of an image.</summary>
    public Image Apply(Image image, PixelRegion region)
    {
        var channels = image.Channels;
        var (width, height) = (columns.Length, rows.Length);
        var length = width * channels;
        var result = GC.AllocateUninitializedArray<byte>(checked(length * height));
        var (first, end) = Needed(rows);
        // A pixel is written as four values, whatever it has: the last one of a row needs room.
        var stride = length + Lanes;
        var between = ArrayPool<short>.Shared.Rent(checked(stride * (end - first)));
        try
        {
            var (left, right) = Needed(columns);
            var part = new PixelRegion(region.X + left, region.Y + first, right - left, end - first);
            Columns(image, part, between, stride, (left, first));
            Rows(between, first, length, stride, result);
        }
        finally
        {
            ArrayPool<short>.Shared.Return(between);
        }

        return new(width, height, channels, result);
    }

    private void Columns(Image image, PixelRegion region, short[] between, int stride, (int Column, int Row) first)
    {
        var weights = columns.Quantised(ColumnBits);
        var used = UsedRows(first.Row, region.Height);
        var wide = ArrayPool<int>.Shared.Rent(checked(region.Width * Together * Lanes));
        Span<int> group = stackalloc int[Together];
        try
        {
            for (var next = 0; next < used.Count; next += Together)
            {
                // Where rows are left over, the last one is worked out several times.
                for (var i = 0; i < Together; i++)
                    group[i] = used[Math.Min(next + i, used.Count - 1)];
                for (var i = 0; i < Together; i++)
                    Widen(image.Row(region.Y + group[i]), region, image.Channels, wide.AsSpan(i * Lanes));
                ColumnsOfRows(wide, first.Column, weights, group, between, stride, image.Channels);
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(wide);
        }
    }

    /// <summary>First place that any result draws on, and the end of the last one.</summary>
    private static (int First, int End) Needed(ResizeTable table)
    {
        var (first, end) = (int.MaxValue, 0);
        for (var i = 0; i < table.Length; i++)
            (first, end) = (Math.Min(first, table.Start[i]), Math.Max(end, table.Start[i] + table.Count[i]));

        return (first, end);
    }

    private List<int> UsedRows(int first, int height)
    {
        var used = new bool[height];
        for (var i = 0; i < rows.Length; i++)
            used.AsSpan(rows.Start[i] - first, rows.Count[i]).Fill(true);

        return [.. Enumerable.Range(0, height).Where(y => used[y])];
    }

    /// <summary>Spreads a row: a pixel takes <see cref="Lanes"/> values of 32 bits, and the pixels of the other rows
    /// lie in between.</summary>
    private static void Widen(ReadOnlySpan<byte> row, PixelRegion region, int channels, Span<int> wide)
    {
        row = row.Slice(region.X * channels, region.Width * channels);
        ref var source = ref MemoryMarshal.GetReference(row);
        ref var target = ref MemoryMarshal.GetReference(wide);
        var spread = Spread(channels);
        var (x, place) = (0, (nuint)0);
        for (; x * channels <= row.Length - Vector128<byte>.Count; x += 4, place += 4 * Together * Lanes)
        {
            var pixels = Vector128.Shuffle(Vector128.LoadUnsafe(ref source, (nuint)(x * channels)), spread);
            var (low, high) = Vector128.Widen(pixels);
            var ((a, b), (c, d)) = (Vector128.Widen(low), Vector128.Widen(high));
            a.AsInt32().StoreUnsafe(ref target, place);
            b.AsInt32().StoreUnsafe(ref target, place + Together * Lanes);
            c.AsInt32().StoreUnsafe(ref target, place + 2 * Together * Lanes);
            d.AsInt32().StoreUnsafe(ref target, place + 3 * Together * Lanes);
        }

        for (; x < region.Width; x++)
            for (var c = 0; c < channels; c++)
                wide[x * Together * Lanes + c] = row[x * channels + c];
    }

    /// <summary>Where the lanes of four pixels are in their bytes; places beyond give zero.</summary>
    private static Vector128<byte> Spread(int channels)
    {
        const byte Z = 255;
        return channels switch
        {
            1 => Vector128.Create((byte)0, Z, Z, Z, 1, Z, Z, Z, 2, Z, Z, Z, 3, Z, Z, Z),
            3 => Vector128.Create((byte)0, 1, 2, Z, 3, 4, 5, Z, 6, 7, 8, Z, 9, 10, 11, Z),
            _ => Vector128.Create((byte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
        };
    }

    private void ColumnsOfRows(
        ReadOnlySpan<int> wide, int firstColumn, ReadOnlySpan<int> weights, ReadOnlySpan<int> group,
        Span<short> between, int stride, int channels)
    {
        var shift = roundBetween ? ColumnBits : ColumnBits - KeptBits;
        var (low, high) = roundBetween ? (0, 255) : (short.MinValue, (int)short.MaxValue);
        var half = Vector256.Create(1 << (shift - 1));
        var (smallest, largest) = (Vector256.Create(low), Vector256.Create(high));
        ref var source = ref MemoryMarshal.GetReference(wide);
        ref var target = ref MemoryMarshal.GetReference(between);
        var (row0, row1) = ((nuint)(group[0] * stride), (nuint)(group[1] * stride));
        var (row2, row3) = ((nuint)(group[2] * stride), (nuint)(group[3] * stride));
        for (var x = 0; x < columns.Length; x++)
        {
            var (upper, lower) = (half, half);
            var position = (nuint)((columns.Start[x] - firstColumn) * Together * Lanes);
            foreach (var weight in weights.Slice(x * columns.Taps, columns.Count[x]))
            {
                upper += Vector256.LoadUnsafe(ref source, position) * weight;
                lower += Vector256.LoadUnsafe(ref source, position + 2 * Lanes) * weight;
                position += Together * Lanes;
            }

            upper = Vector256.Min(Vector256.Max(upper >> shift, smallest), largest);
            lower = Vector256.Min(Vector256.Max(lower >> shift, smallest), largest);
            var pixels = Vector256.Narrow(upper, lower);
            var (first, second) = (pixels.GetLower(), pixels.GetUpper());
            var o = (nuint)(x * channels);
            Store(first.GetLower(), ref target, row0 + o);
            Store(first.GetUpper(), ref target, row1 + o);
            Store(second.GetLower(), ref target, row2 + o);
            Store(second.GetUpper(), ref target, row3 + o);
        }
    }

    private static void Store(Vector64<short> pixel, ref short target, nuint place) =>
        pixel.StoreUnsafe(ref target, place);

    private void Rows(ReadOnlySpan<short> between, int first, int length, int stride, Span<byte> result)
    {
        var weights = rows.Quantised(_rowBits);
        for (var y = 0; y < rows.Length; y++)
        {
            var taps = weights.AsSpan(y * rows.Taps, rows.Count[y]);
            var from = (rows.Start[y] - first) * stride;
            RowsOfRow(between[from..], stride, taps, result.Slice(y * length, length));
        }
    }

    private void RowsOfRow(ReadOnlySpan<short> between, int stride, ReadOnlySpan<int> taps, Span<byte> result)
    {
        var shift = roundBetween ? _rowBits : _rowBits + KeptBits;
        var half = 1 << (shift - 1);
        ref var source = ref MemoryMarshal.GetReference(between);
        var (smallest, largest) = (Vector256<int>.Zero, Vector256.Create(255));
        var x = 0;
        for (; x <= result.Length - 16; x += 16)
        {
            var (first, second) = (Vector256.Create(half), Vector256.Create(half));
            var position = x;
            foreach (var weight in taps)
            {
                var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref source, (nuint)position));
                first += low * weight;
                second += high * weight;
                position += stride;
            }

            first = Vector256.Min(Vector256.Max(first >> shift, smallest), largest);
            second = Vector256.Min(Vector256.Max(second >> shift, smallest), largest);
            var narrow = Vector256.Narrow(first, second).AsUInt16();
            Vector256.Narrow(narrow, narrow).GetLower().CopyTo(result[x..]);
        }

        for (; x < result.Length; x++)
        {
            var sum = half;
            for (var k = 0; k < taps.Length; k++)
                sum += between[k * stride + x] * taps[k];
            result[x] = (byte)Math.Clamp(sum >> shift, 0, 255);
        }
    }
}
