namespace Vireo.Training.Compression;

/// <summary>How fast a model answers on this machine, without reading the picture.</summary>
/// <param name="P50">Time of one image that half of all runs stay below, in milliseconds.</param>
/// <param name="P95">Time of one image that 95% of all runs stay below, in milliseconds.</param>
/// <param name="ImagesPerSecond">Images a second when many are given at once.</param>
public readonly record struct ModelSpeed(double P50, double P95, double ImagesPerSecond)
{
    /// <summary>The speed by what single runs took.</summary>
    /// <param name="single">Milliseconds of runs with one image.</param>
    /// <param name="batches">Milliseconds of runs with <paramref name="batch"/> images.</param>
    /// <param name="batch">Images of such a run.</param>
    /// <exception cref="ArgumentException">There are no runs.</exception>
    public static ModelSpeed Of(IReadOnlyList<double> single, IReadOnlyList<double> batches, int batch) =>
        new(Percentile(single, 50), Percentile(single, 95), 1000 * batch / Percentile(batches, 50));

    /// <summary>The smallest of the numbers that so many per cent of them do not exceed.</summary>
    private static double Percentile(IReadOnlyList<double> numbers, int percent)
    {
        if (numbers is not { Count: > 0 }) throw new ArgumentException("there are no runs", nameof(numbers));
        double[] sorted = [.. numbers.Order()];
        return sorted[(percent * sorted.Length + 99) / 100 - 1];
    }
}
