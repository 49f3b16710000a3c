using System.Buffers.Binary;

namespace Vireo.Vision.Imaging.Tiff;

/// <summary>The first directory of a TIFF or BigTIFF file.</summary>
internal sealed class TiffDirectory
{
    private readonly ImageBytes _image;
    private readonly bool _wide;
    private readonly Dictionary<TiffTag, (int Type, long Count, int Place)> _entries = [];

    private TiffDirectory(ImageBytes image, bool bigEndian, bool wide) =>
        (_image, IsBigEndian, _wide) = (image, bigEndian, wide);

    public bool IsBigEndian { get; }

    public static TiffDirectory Parse(ImageBytes image)
    {
        var data = image.Data;
        var big = data[0] == 'M';
        var wide = data[big ? 3 : 2] == 43;
        var directory = new TiffDirectory(image, big, wide);
        if (data.Length < (wide ? 16 : 8))
            throw image.DamagedAt(data.Length, "the file ends within the TIFF header");

        directory.Read(directory.Offset(wide ? 8 : 4));
        return directory;
    }

    public bool Has(TiffTag tag) => _entries.ContainsKey(tag);

    /// <summary>The first number of a tag.</summary>
    public long Number(TiffTag tag, long otherwise) => Value(tag, 0) ?? otherwise;

    /// <summary>How many numbers a tag has.</summary>
    public long Count(TiffTag tag) => _entries.TryGetValue(tag, out var entry) ? entry.Count : 0;

    /// <summary>One number of a tag, or nothing where it has no such.</summary>
    public long? Value(TiffTag tag, long index)
    {
        if (!_entries.TryGetValue(tag, out var entry) || index >= entry.Count)
            return null;

        var at = checked((int)(entry.Place + index * Size(entry.Type)));
        return entry.Type switch
        {
            1 or 6 or 7 => _image.Data[at],
            3 => U16(at),
            4 or 13 => U32(at),
            16 or 18 => Offset(at, wide: true),
            _ => null,
        };
    }

    private static int Size(int type) => type switch
    {
        1 or 2 or 6 or 7 => 1,
        3 or 8 => 2,
        4 or 9 or 11 or 13 => 4,
        5 or 10 or 12 or 16 or 17 or 18 => 8,
        _ => 0,
    };

    private void Read(long start)
    {
        var (countSize, entrySize, inline) = _wide ? (8, 20, 8) : (2, 12, 4);
        Need(start, countSize);
        var count = _wide ? Offset((int)start) : U16((int)start);
        Need(start + countSize, checked(Math.Clamp(count, 0, 1 << 20) * entrySize));
        for (var i = 0; i < count; i++)
        {
            var at = (int)(start + countSize + (long)i * entrySize);
            var (tag, type) = ((TiffTag)U16(at), U16(at + 2));
            var values = _wide ? Offset(at + 4) : U32(at + 4);
            if (!Enum.IsDefined(tag) || Size(type) == 0 || values == 0)
                continue;

            var length = values > _image.Data.Length ? long.MaxValue : values * Size(type);
            var place = length <= inline ? at + (_wide ? 12 : 8) : Offset(at + (_wide ? 12 : 8));
            if (length > _image.Data.Length || place > _image.Data.Length - length || place < 0)
                throw _image.DamagedAt(at, $"the values of its tag {(int)tag} lie outside of the file");
            _entries.TryAdd(tag, (type, values, (int)place));
        }

        var link = start + countSize + count * entrySize;
        if (link + inline <= _image.Data.Length && Offset((int)link) != 0)
            _image.Warn(ImageOddity.MoreFrames, "it has more pages; the first was read");
    }

    private void Need(long start, long length)
    {
        if (start < 0 || start > _image.Data.Length - length)
            throw _image.Damaged($"its directory would lie at byte {start} of {_image.Data.Length}");
    }

    private int U16(int at) => IsBigEndian
        ? BinaryPrimitives.ReadUInt16BigEndian(_image.Data.AsSpan(at))
        : BinaryPrimitives.ReadUInt16LittleEndian(_image.Data.AsSpan(at));

    private long U32(int at) => IsBigEndian
        ? BinaryPrimitives.ReadUInt32BigEndian(_image.Data.AsSpan(at))
        : BinaryPrimitives.ReadUInt32LittleEndian(_image.Data.AsSpan(at));

    private long Offset(int at) => Offset(at, _wide);

    /// <summary>An offset; what no file can have becomes the largest number.</summary>
    private long Offset(int at, bool wide)
    {
        if (!wide)
            return U32(at);
        var value = IsBigEndian
            ? BinaryPrimitives.ReadInt64BigEndian(_image.Data.AsSpan(at))
            : BinaryPrimitives.ReadInt64LittleEndian(_image.Data.AsSpan(at));
        return value < 0 ? long.MaxValue : value;
    }
}
