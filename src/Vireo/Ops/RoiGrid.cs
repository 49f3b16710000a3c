namespace Vireo.Ops;

/// <summary>The grid of cells that <see cref="RoiAlign"/> lays over a region, in pixels of the features.</summary>
internal readonly record struct RoiGrid
{
    /// <summary>The image it lies in.</summary>
    public required int Image { get; init; }

    /// <summary>Left end.</summary>
    public required double Left { get; init; }

    /// <summary>Top end.</summary>
    public required double Top { get; init; }

    /// <summary>Width of a cell.</summary>
    public required double CellW { get; init; }

    /// <summary>Height of a cell.</summary>
    public required double CellH { get; init; }

    /// <summary>Samples along a cell's width; none when the region is turned inside out.</summary>
    public required int SamplesX { get; init; }

    /// <summary>Samples along a cell's height.</summary>
    public required int SamplesY { get; init; }

    /// <summary>Weight of one sample.</summary>
    public double Share => 1.0 / Math.Max(1, (long)SamplesX * SamplesY);

    /// <summary>Where a sample lies in x.</summary>
    public double X(int column, int sample) => Left + (column + (sample + 0.5) / SamplesX) * CellW;

    /// <summary>Where a sample lies in y.</summary>
    public double Y(int row, int sample) => Top + (row + (sample + 0.5) / SamplesY) * CellH;
}
