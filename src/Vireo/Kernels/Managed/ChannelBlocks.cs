namespace Vireo.Kernels.Managed;

/// <summary>Images cut into blocks of channels, each the part of one worker: for kernels that scatter, where a part
/// must own what it adds to.</summary>
internal readonly record struct ChannelBlocks
{
    private const int WantedParts = 16;
    private const int FewestChannels = 16;

    private readonly int _channels;
    private readonly int _perPart;
    private readonly int _blocks;

    /// <summary>Cuts so that there are parts enough, by extents alone.</summary>
    public ChannelBlocks(int images, int channels)
    {
        var wanted = Blocking.Ceil(WantedParts, Math.Max(1, images));
        _channels = channels;
        _perPart = Math.Max(FewestChannels, Blocking.Ceil(channels, wanted));
        _blocks = Blocking.Ceil(channels, _perPart);
        Parts = images * _blocks;
    }

    /// <summary>Number of parts.</summary>
    public int Parts { get; }

    /// <summary>The image and the channels of a part.</summary>
    public (int Image, int First, int Count) Of(int part)
    {
        var (image, block) = Math.DivRem(part, _blocks);
        var first = block * _perPart;
        return (image, first, Math.Min(_perPart, _channels - first));
    }
}
