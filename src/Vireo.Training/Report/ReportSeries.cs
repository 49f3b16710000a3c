namespace Vireo.Training.Report;

/// <summary>One line of a chart.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="Points">Points by rising x; one that is no finite number leaves a gap.</param>
public sealed record ReportSeries(string Name, IReadOnlyList<(double X, double Y)> Points);
