namespace Vireo.Training.Report;

/// <summary>Lines over one axis.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="XLabel">Name of the horizontal axis, such as <c>epoch</c>.</param>
/// <param name="Series">The lines.</param>
public sealed record ReportChart(string Title, string XLabel, IReadOnlyList<ReportSeries> Series);
