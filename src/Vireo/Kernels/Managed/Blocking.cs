using System.Runtime.Intrinsics;

namespace Vireo.Kernels.Managed;

/// <summary>Sizes of the blocks that fit registers and caches.</summary>
internal static class Blocking
{
    /// <summary>Terms summed before a result goes back to memory. It fixes the order of every sum and is therefore the
    /// same on all processors.</summary>
    public const int Depth = 256;

    /// <summary>Columns of a packed panel of the right factor.</summary>
    public const int Columns = 32;

    /// <summary>Elements between the columns of a <see cref="ColumnPanel"/>.</summary>
    public const int ColumnPanelStep = 16;

    /// <summary>Elements of the packed panel of the left factor, of either kind; it lives on the stack.</summary>
    public const int PanelLength = Depth * ColumnPanelStep;

    /// <summary>The most rows a panel of the left factor has.</summary>
    public const int MaxRows = 14;

    /// <summary>Rows of a panel on this processor.</summary>
    public static int Rows => Vector512.IsHardwareAccelerated ? 14 : 12;

    /// <summary><c>⌈a / b⌉</c>.</summary>
    public static int Ceil(int a, int b) => (int)(((long)a + b - 1) / b);

    /// <summary>Bytes rounded up to whole cache lines.</summary>
    public static long Lines(long bytes) => (bytes + 63) / 64 * 64;
}
