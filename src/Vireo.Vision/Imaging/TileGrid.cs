namespace Vireo.Vision.Imaging;

/// <summary>Cuts large images into overlapping squares.</summary>
public static class TileGrid
{
    /// <summary>Squares that cover every pixel of an image, row by row. They are <c>side − overlap</c> pixels apart;
    /// the last of a row and of a column are shifted inside.</summary>
    /// <param name="size">Size of the image.</param>
    /// <param name="side">Side of the squares, in pixels; where the image has fewer, theirs end with it.</param>
    /// <param name="overlap">Pixels that neighbours have in common at least; 0 to <paramref name="side"/> − 1.</param>
    public static IEnumerable<PixelRegion> Over(ImageSize size, int side, int overlap)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(side);
        ArgumentOutOfRangeException.ThrowIfNegative(overlap);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(overlap, side);
        return from y in Enumerable.Range(0, Count(size.Height, side, overlap))
               from x in Enumerable.Range(0, Count(size.Width, side, overlap))
               select new PixelRegion(
                   Start(x, size.Width, side, overlap), Start(y, size.Height, side, overlap),
                   Math.Min(side, size.Width), Math.Min(side, size.Height));
    }

    /// <summary>How many squares <see cref="Over"/> gives.</summary>
    public static long CountOver(ImageSize size, int side, int overlap) =>
        (long)Count(size.Width, side, overlap) * Count(size.Height, side, overlap);

    private static int Count(int length, int side, int overlap) =>
        length <= side ? 1 : 1 + (int)Math.Ceiling((length - side) / (double)(side - overlap));

    private static int Start(int number, int length, int side, int overlap) =>
        (int)Math.Min((long)number * (side - overlap), Math.Max(0, length - side));
}
