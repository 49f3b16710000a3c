using Vireo.Vision.Metrics;

namespace Vireo.Training.Report;

/// <summary>What a report shows.</summary>
public sealed record ReportData
{
    /// <summary>Title of the page: the name of the run.</summary>
    public required string Title { get; init; }

    /// <summary>One line below the title; may be empty.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The few numbers that matter most, shown large.</summary>
    public IReadOnlyList<ReportFact> Headline { get; init; } = [];

    /// <summary>Everything else worth knowing about the run: model, data, machine, seeds.</summary>
    public IReadOnlyList<ReportFact> Facts { get; init; } = [];

    /// <summary>Curves, in the order shown.</summary>
    public IReadOnlyList<ReportChart> Charts { get; init; } = [];

    /// <summary>Names of the classes.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>What the validation counted; null leaves tables and matrix out.</summary>
    public ClassificationMetrics? Metrics { get; init; }

    /// <summary>Images that were taken for another class, the most confident mistake first.</summary>
    public IReadOnlyList<ReportMistake> Mistakes { get; init; } = [];
}
