namespace Vireo.Cli.Display;

/// <summary>Says how far the copying of a large file is, each tenth of the way; nothing for small ones.</summary>
internal sealed class CopyProgress(TextWriter output)
{
    private const long Large = 256L << 20;
    private const int Parts = 10;
    private long _told;

    /// <summary>Told bytes done and bytes in all.</summary>
    public void Report(long done, long total)
    {
        var part = total < Large ? 0 : done * Parts / total;
        if (part == _told) return;
        _told = part;
        output.WriteLine($"{part * 100 / Parts} % of {Text.Bytes(total)}");
    }
}
