namespace Vireo.Kernels.Managed;

/// <summary>Work on a block of rows of channels, some neighbouring channels at a time.</summary>
internal interface IChannelPass<T>
    where T : unmanaged
{
    /// <summary>Works on all rows of as many channels as the lanes hold.</summary>
    /// <param name="c">The first channel.</param>
    public void Work<TLanes>(int c)
        where TLanes : struct, ILanes<TLanes, T>;
}
