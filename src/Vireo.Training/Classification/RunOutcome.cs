namespace Vireo.Training.Classification;

/// <summary>What a finished run achieved.</summary>
/// <param name="Best">The best epoch.</param>
/// <param name="Run">Full path of its folder.</param>
/// <param name="Report">Full path of its report.</param>
public sealed record RunOutcome(EpochRecord Best, string Run, string Report);
