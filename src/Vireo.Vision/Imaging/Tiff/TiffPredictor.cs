using System.Buffers.Binary;

namespace Vireo.Vision.Imaging.Tiff;

/// <summary>Undoes the differences that make strips pack better.</summary>
internal static class TiffPredictor
{
    /// <summary>Restores a row in place; floating-point values come with the highest byte first.</summary>
    public static void Undo(TiffLayout layout, Span<byte> row)
    {
        var step = layout.SamplesTogether;
        if (layout.Predictor == 3)
            UndoFloat(row, step, layout.Bits / 8);
        else if (layout.Bits == 8)
            for (var i = step; i < row.Length; i++)
                row[i] += row[i - step];
        else if (layout.Bits == 16)
            UndoWords(row, step, layout.IsBigEndian);
        else
            UndoLong(row, step, layout.IsBigEndian);
    }

    private static void UndoWords(Span<byte> row, int step, bool big)
    {
        for (var i = 2 * step; i + 1 < row.Length; i += 2)
        {
            var before = row.Slice(i - 2 * step, 2);
            var here = row.Slice(i, 2);
            if (big)
                BinaryPrimitives.WriteUInt16BigEndian(here, (ushort)(
                    BinaryPrimitives.ReadUInt16BigEndian(here) + BinaryPrimitives.ReadUInt16BigEndian(before)));
            else
                BinaryPrimitives.WriteUInt16LittleEndian(here, (ushort)(
                    BinaryPrimitives.ReadUInt16LittleEndian(here) + BinaryPrimitives.ReadUInt16LittleEndian(before)));
        }
    }

    private static void UndoLong(Span<byte> row, int step, bool big)
    {
        for (var i = 4 * step; i + 3 < row.Length; i += 4)
        {
            var before = row.Slice(i - 4 * step, 4);
            var here = row.Slice(i, 4);
            if (big)
                BinaryPrimitives.WriteUInt32BigEndian(here,
                    BinaryPrimitives.ReadUInt32BigEndian(here) + BinaryPrimitives.ReadUInt32BigEndian(before));
            else
                BinaryPrimitives.WriteUInt32LittleEndian(here,
                    BinaryPrimitives.ReadUInt32LittleEndian(here) + BinaryPrimitives.ReadUInt32LittleEndian(before));
        }
    }

    /// <summary>Differences of bytes, with the first bytes of all values before their second bytes.</summary>
    private static void UndoFloat(Span<byte> row, int step, int bytes)
    {
        for (var i = step; i < row.Length; i++)
            row[i] += row[i - step];
        var planes = row.ToArray();
        var count = row.Length / bytes;
        for (var i = 0; i < count; i++)
            for (var b = 0; b < bytes; b++)
                row[i * bytes + b] = planes[b * count + i];
    }
}
