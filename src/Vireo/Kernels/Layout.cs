namespace Vireo.Kernels;

/// <summary>How the elements of a value lie in memory.</summary>
public enum Layout
{
    /// <summary>The last logical axis is contiguous.</summary>
    RowMajor,

    /// <summary>Four axes <c>[N, C, H, W]</c> stored as <c>N, H, W, C</c>: channels are contiguous.</summary>
    ChannelsLast,
}
