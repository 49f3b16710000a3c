using System.Numerics;

namespace Vireo.Kernels.Managed;

/// <summary>Takes a pass through all channels: two of the widest registers at a time, so that sums wait less for each
/// other, then one, then narrower ones. Of four the compiler does not inline all.</summary>
internal static class ChannelLanes
{
    public static void Walk<TPass, T>(scoped ref TPass pass, int channels)
        where TPass : struct, IChannelPass<T>, allows ref struct
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var c = 0;
        if (Lanes512<T>.IsSupported)
        {
            c = Walk<TPass, LanePair<Lanes512<T>, T>, T>(ref pass, c, channels);
            c = Walk<TPass, Lanes512<T>, T>(ref pass, c, channels);
        }
        else if (Lanes256<T>.IsSupported)
        {
            c = Walk<TPass, LanePair<Lanes256<T>, T>, T>(ref pass, c, channels);
        }

        if (Lanes256<T>.IsSupported) c = Walk<TPass, Lanes256<T>, T>(ref pass, c, channels);
        if (Lanes128<T>.IsSupported) c = Walk<TPass, Lanes128<T>, T>(ref pass, c, channels);
        Walk<TPass, Lanes1<T>, T>(ref pass, c, channels);
    }

    private static int Walk<TPass, TLanes, T>(scoped ref TPass pass, int c, int channels)
        where TPass : struct, IChannelPass<T>, allows ref struct
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged
    {
        for (; c <= channels - TLanes.Count; c += TLanes.Count) pass.Work<TLanes>(c);
        return c;
    }
}
