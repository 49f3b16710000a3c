namespace Vireo.Vision.Imaging.WebP;

/// <summary>Reads how macroblocks are predicted (RFC 6386, section 11).</summary>
internal sealed class Vp8Modes(Vp8Header header, Vp8Bits bits, int columns)
{
    private readonly int[] _above = new int[4 * columns];
    private readonly int[] _left = new int[4];

    /// <summary>Before each row.</summary>
    public void BeginRow() => _left.AsSpan().Clear();

    public void Read(Vp8Macroblock block, int column)
    {
        if (header.SegmentTree is [var root, var low, var high])
            block.Segment = bits.Flag(root) ? bits.Flag(high) ? 3 : 2 : bits.Flag(low) ? 1 : 0;
        block.IsEmpty = header.SkipProbability is { } probability && bits.Flag(probability);
        block.IsSmall = !bits.Flag(145);
        if (block.IsSmall)
            ReadSmall(block, column);
        else
        {
            var mode = bits.Flag(156)
                ? bits.Flag(128) ? Vp8Macroblock.TrueMotion : Vp8Macroblock.Horizontal
                : bits.Flag(163) ? Vp8Macroblock.Vertical : Vp8Macroblock.Dc;
            block.Modes[0] = mode;
            _above.AsSpan(4 * column, 4).Fill(mode);
            _left.AsSpan().Fill(mode);
        }

        block.ColourMode = !bits.Flag(142) ? Vp8Macroblock.Dc
            : !bits.Flag(114) ? Vp8Macroblock.Vertical
            : bits.Flag(183) ? Vp8Macroblock.TrueMotion : Vp8Macroblock.Horizontal;
    }

    private void ReadSmall(Vp8Macroblock block, int column)
    {
        var tree = Vp8Tables.SmallModeTree;
        for (var i = 0; i < 16; i++)
        {
            ref var above = ref _above[4 * column + (i & 3)];
            ref var left = ref _left[i >> 2];
            var probabilities = Vp8Tables.SmallModes.Slice((above * 10 + left) * 9, 9);
            var place = 0;
            do
                place = tree[2 * place + (bits.Flag(probabilities[place]) ? 1 : 0)];
            while (place > 0);
            block.Modes[i] = above = left = -place;
        }
    }
}
