using Vireo.Vision.Imaging;

namespace Vireo.Vision.Lint;

/// <summary>What one look at a mask found out.</summary>
/// <param name="Size">Its size in pixels.</param>
/// <param name="Values">The values that occur, ascending.</param>
/// <param name="Reason">Why it cannot be read; nothing for a good one.</param>
internal sealed record MaskFacts(ImageSize Size, IReadOnlyList<int> Values, string? Reason)
{
    /// <summary>Reads a grey mask.</summary>
    public static MaskFacts Of(string path)
    {
        try
        {
            var mask = ImageFile.Read(path).ToImage(1);
            var seen = new bool[256];
            foreach (var value in mask.Pixels) seen[value] = true;
            return new(mask.Size, [.. Enumerable.Range(0, 256).Where(v => seen[v])], null);
        }
        catch (BadDataException bad)
        {
            return new(default, [], bad.Reason);
        }
    }
}
