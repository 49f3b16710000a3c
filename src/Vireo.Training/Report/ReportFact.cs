namespace Vireo.Training.Report;

/// <summary>A named value, both as shown.</summary>
public readonly record struct ReportFact(string Name, string Value);
