namespace Vireo.Vision.Imaging.Filters;

/// <summary>The neighbours that morphology looks at; the anchor is at <c>(⌊width / 2⌋, ⌊height / 2⌋)</c>.</summary>
public sealed class StructuringElement
{
    private readonly bool[] _cells;

    /// <summary>Takes cells over, [height, width].</summary>
    /// <exception cref="ArgumentException">A size is not positive, the array has another length, or no cell is
    /// set.</exception>
    public StructuringElement(int width, int height, params bool[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (cells.LongLength != (long)width * height || !cells.Contains(true))
            throw new ArgumentException(
                $"An element of {width}x{height} has {(long)width * height} cells, at least one of them set.",
                nameof(cells));

        (Width, Height, _cells) = (width, height, cells);
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Whether a neighbour counts.</summary>
    public bool this[int y, int x] => _cells[y * Width + x];

    /// <summary>All cells set.</summary>
    public static StructuringElement Rectangle(int width, int height) =>
        new(width, height, [.. Enumerable.Repeat(true, checked(width * height))]);

    /// <summary>The anchor's row and column.</summary>
    public static StructuringElement Cross(int width, int height) =>
        Made(width, height, (x, y) => x == width / 2 || y == height / 2);

    /// <summary>An ellipse that fills the rectangle: row y reaches <c>round(a·√(1 − (y − b)²/b²))</c> to both sides of
    /// the anchor, with <c>a = ⌊width/2⌋</c>, <c>b = ⌊height/2⌋</c>.</summary>
    public static StructuringElement Ellipse(int width, int height)
    {
        var (a, b) = (width / 2, height / 2);
        return Made(width, height, (x, y) =>
        {
            var dy = y - b;
            var reach = b == 0 ? 0 : Math.Round(a * Math.Sqrt(Math.Max(0.0, b * b - dy * dy) / (b * b)));
            return Math.Abs(dy) <= b && Math.Abs(x - a) <= reach;
        });
    }

    private static StructuringElement Made(int width, int height, Func<int, int, bool> set) =>
        new(width, height, [.. Enumerable.Range(0, checked(width * height)).Select(i => set(i % width, i / width))]);
}
