using Vireo.Training.Config;
using Vireo.Training.Runs;

namespace Vireo.Training.Classification;

/// <summary>Where a run goes, and what to do about one that is there.</summary>
/// <param name="Output">Folder of the run.</param>
/// <param name="Mode">Begin, resume or overwrite.</param>
public sealed record RunRequest(string Output, RunMode Mode)
{
    /// <summary>Program arguments, for the record.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Configuration file; null for none. Resuming without one starts from the configuration of the
    /// run.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>Keys given as options.</summary>
    public IReadOnlyList<ConfigOverride> Options { get; init; } = [];

    /// <summary>Keys given as <c>key=value</c>.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];
}
