using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>How rows of channels are cut: parts for the workers, and within a part blocks that stay in the first
/// cache.</summary>
internal readonly record struct ChannelRows
{
    private const int MostParts = 32;
    private const int BlockLength = 8192;

    public ChannelRows(int rows, int channels)
    {
        (Rows, Channels) = (rows, channels);
        BlockRows = Math.Clamp(BlockLength / Math.Max(1, channels), 16, 512);
        PartRows = Math.Max(Blocking.Ceil(rows, MostParts), 2 * BlockRows);
        Parts = Blocking.Ceil(rows, PartRows);
    }

    /// <summary>Pixels of all images.</summary>
    public int Rows { get; }

    /// <summary>Contiguous numbers per row.</summary>
    public int Channels { get; }

    /// <summary>Rows per block.</summary>
    public int BlockRows { get; }

    /// <summary>Rows per part.</summary>
    public int PartRows { get; }

    /// <summary>Parts; depends on the extents alone.</summary>
    public int Parts { get; }

    /// <summary>The rows of a part of an operand.</summary>
    /// <param name="operand">All rows, or those of several images.</param>
    /// <param name="part">Which part.</param>
    /// <param name="image">Which image, where there are several of so many rows.</param>
    public Span<T> Part<T>(MemorySlice operand, int part, int image = 0)
        where T : unmanaged
    {
        var start = part * PartRows;
        return operand.Span<T>(((long)image * Rows + start) * Channels, (End(part) - start) * Channels);
    }

    /// <summary>The bits that belong to the rows of a part.</summary>
    public Span<byte> Signs(MemorySlice signs, int part)
    {
        var start = part * PartRows;
        long bytes = SignBits.RowBytes(Channels);
        return signs.Span<byte>(start * bytes, (int)((End(part) - start) * bytes));
    }

    /// <summary>The row behind the last one of a part.</summary>
    public int End(int part) => (int)Math.Min(Rows, (part + 1L) * PartRows);
}
