using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Lint;

/// <summary>What one look at a mask found out.</summary>
/// <param name="Size">Its size in pixels.</param>
/// <param name="Values">The values that occur, ascending.</param>
/// <param name="Reason">Why it cannot be read; nothing for a good one.</param>
internal sealed record MaskFacts(ImageSize Size, IReadOnlyList<int> Values, string? Reason)
{
    /// <summary>Reads a mask; of a palette the indices count.</summary>
    public static MaskFacts Of(string path)
    {
        try
        {
            var mask = MaskImage.Read(path);
            var counts = mask.Histogram();
            return new(mask.Size, [.. Enumerable.Range(0, 256).Where(value => counts[value] > 0)], null);
        }
        catch (BadDataException bad)
        {
            return new(default, [], ImageMeasure.Short(bad.Reason, path));
        }
    }
}
