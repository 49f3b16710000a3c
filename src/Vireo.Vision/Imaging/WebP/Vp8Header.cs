namespace Vireo.Vision.Imaging.WebP;

/// <summary>What stands before the first macroblock of a key frame (RFC 6386, section 9).</summary>
internal sealed class Vp8Header
{
    private readonly int[] _segmentSteps = new int[4];
    private readonly int[] _segmentFilters = new int[4];
    private readonly int[] _referenceDeltas = new int[4];
    private readonly int[] _modeDeltas = new int[4];
    private bool _hasSegments;
    private bool _segmentsAreAbsolute;
    private bool _hasDeltas;
    private int _filterLevel;
    private int _sharpness;

    private Vp8Header(byte[] coefficients) => Coefficients = coefficients;

    /// <summary>Probabilities of coefficients, as in <see cref="Vp8Coefficients"/>.</summary>
    public byte[] Coefficients { get; }

    /// <summary>Probabilities in the tree of segments; empty when macroblocks do not name theirs.</summary>
    public int[] SegmentTree { get; private set; } = [];

    /// <summary>Probability that a macroblock is not empty; nothing when none says so.</summary>
    public int? SkipProbability { get; private set; }

    public bool IsSimpleFilter { get; private set; }

    public bool HasFilter => _filterLevel > 0;

    /// <summary>The streams of coefficients; rows of macroblocks take them in turn.</summary>
    public Vp8Bits[] Partitions { get; private set; } = [];

    /// <summary>Steps of quantisation of each segment.</summary>
    public Vp8Steps[] Steps { get; } = new Vp8Steps[4];

    /// <summary>Reads the header from the first partition.</summary>
    /// <param name="image">The file.</param>
    /// <param name="start">First byte of the frame.</param>
    /// <param name="length">Bytes of the frame.</param>
    /// <param name="bits">The first partition, behind the header.</param>
    public static Vp8Header Parse(ImageBytes image, int start, int length, out Vp8Bits bits)
    {
        const int frameHeader = 10;
        var data = image.Data;
        var tag = data[start] | data[start + 1] << 8 | data[start + 2] << 16;
        var first = tag >> 5;
        if ((tag >> 1 & 7) > 3 || first > length - frameHeader)
            throw image.DamagedAt(start, "the header of its lossy picture is malformed");

        bits = new(data, start + frameHeader, first);
        var header = new Vp8Header(Vp8Coefficients.Initial.ToArray());
        _ = bits.Number(2);
        header.ReadSegments(bits);
        header.ReadFilter(bits);
        header.Partitions = ReadPartitions(
            image, start + frameHeader + first, start + length, 1 << bits.Number(2));
        header.ReadSteps(bits);
        _ = bits.Number(1);
        header.ReadCoefficients(bits);
        header.SkipProbability = bits.Flag(128) ? bits.Number(8) : null;
        return header;
    }

    /// <summary>Strength of the filter for a macroblock.</summary>
    public Vp8Filter FilterOf(int segment, bool isSmall)
    {
        var level = !_hasSegments ? _filterLevel
            : _segmentFilters[segment] + (_segmentsAreAbsolute ? 0 : _filterLevel);
        if (_hasDeltas)
            level += _referenceDeltas[0] + (isSmall ? _modeDeltas[0] : 0);
        level = Math.Clamp(level, 0, 63);
        if (level == 0)
            return default;

        var inner = level >> (_sharpness > 4 ? 2 : _sharpness > 0 ? 1 : 0);
        if (_sharpness > 0)
            inner = Math.Min(inner, 9 - _sharpness);
        inner = Math.Max(inner, 1);
        return new(2 * level + inner, inner, level >= 40 ? 2 : level >= 15 ? 1 : 0, isSmall);
    }

    private static Vp8Bits[] ReadPartitions(ImageBytes image, int sizes, int end, int count)
    {
        var start = sizes + 3 * (count - 1);
        if (start >= end)
            throw image.DamagedAt(sizes, "its lossy picture is cut off");

        var partitions = new Vp8Bits[count];
        for (var i = 0; i < count; i++)
        {
            var at = sizes + 3 * i;
            var length = i == count - 1 ? end - start
                : image.Data[at] | image.Data[at + 1] << 8 | image.Data[at + 2] << 16;
            if (length > end - start)
                throw image.DamagedAt(at, "its lossy picture is cut off");
            partitions[i] = new(image.Data, start, length);
            start += length;
        }

        return partitions;
    }

    private void ReadSegments(Vp8Bits bits)
    {
        _hasSegments = bits.Flag(128);
        if (!_hasSegments)
            return;

        var hasMap = bits.Flag(128);
        if (bits.Flag(128))
        {
            _segmentsAreAbsolute = bits.Flag(128);
            for (var i = 0; i < 4; i++)
                _segmentSteps[i] = bits.Optional(7);
            for (var i = 0; i < 4; i++)
                _segmentFilters[i] = bits.Optional(6);
        }

        if (hasMap)
            SegmentTree = [Probability(bits), Probability(bits), Probability(bits)];
        static int Probability(Vp8Bits bits) => bits.Flag(128) ? bits.Number(8) : 255;
    }

    private void ReadFilter(Vp8Bits bits)
    {
        IsSimpleFilter = bits.Flag(128);
        _filterLevel = bits.Number(6);
        _sharpness = bits.Number(3);
        _hasDeltas = bits.Flag(128);
        if (!_hasDeltas || !bits.Flag(128))
            return;
        for (var i = 0; i < 4; i++)
            _referenceDeltas[i] = bits.Optional(6);
        for (var i = 0; i < 4; i++)
            _modeDeltas[i] = bits.Optional(6);
    }

    private void ReadSteps(Vp8Bits bits)
    {
        var level = bits.Number(7);
        int[] deltas = [bits.Optional(4), bits.Optional(4), bits.Optional(4), bits.Optional(4), bits.Optional(4)];
        for (var i = 0; i < 4; i++)
        {
            var own = !_hasSegments ? level : _segmentSteps[i] + (_segmentsAreAbsolute ? 0 : level);
            Steps[i] = Vp8Steps.Of(own, deltas);
        }
    }

    private void ReadCoefficients(Vp8Bits bits)
    {
        var unchanged = Vp8Coefficients.Unchanged;
        for (var i = 0; i < Coefficients.Length; i++)
            if (bits.Flag(unchanged[i]))
                Coefficients[i] = (byte)bits.Number(8);
    }
}
