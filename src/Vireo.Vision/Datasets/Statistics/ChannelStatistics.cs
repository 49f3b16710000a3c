namespace Vireo.Vision.Datasets.Statistics;

/// <summary>Mean and deviation of the pixels of red, green and blue, as shares of the largest value.</summary>
/// <param name="Images">Images that were decoded.</param>
/// <param name="Unreadable">Images that could not be.</param>
/// <param name="Mean">For each channel, 0 to 1.</param>
/// <param name="Deviation">Standard deviation over all pixels, for each channel.</param>
public sealed record ChannelStatistics(int Images, int Unreadable, ValueList<double> Mean, ValueList<double> Deviation);
