using Vireo.Pruning;
using Vireo.Training.Config;
using Vireo.Training.Runs;

namespace Vireo.Training.Classification;

/// <summary>Which run is to be pruned, how, and where the result goes.</summary>
/// <param name="Run">Folder of the trained run.</param>
/// <param name="Output">Folder of the run that begins with what is left.</param>
/// <param name="Pruning">How much goes, and by what rule.</param>
public sealed record PruneRequest(string Run, string Output, PruneOptions Pruning)
{
    /// <summary>Share of the trained run's learning rate that its continuation learns with.</summary>
    public const double RateShare = 0.1;

    /// <summary>What to do about a run in <see cref="Output"/>: <see cref="RunMode.New"/> or
    /// <see cref="RunMode.Overwrite"/>.</summary>
    public RunMode Mode { get; init; } = RunMode.New;

    /// <summary>Program arguments, for the record.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Keys of the continuation given as options; the others are those of the trained run, the learning rate
    /// <see cref="RateShare"/> of its own.</summary>
    public IReadOnlyList<ConfigOverride> Options { get; init; } = [];

    /// <summary>Keys of the continuation given as <c>key=value</c>.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];
}
