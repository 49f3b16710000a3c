namespace Vireo.Training.Config;

/// <summary>What to learn from; see <see cref="Vision.Datasets.DatasetSource"/> for the forms known.</summary>
public sealed record DataConfig
{
    /// <summary>Folder or list file to train with.</summary>
    public string? Train { get; init; }

    /// <summary>Folder or list file to validate with; null uses the data's own part or splits some off.</summary>
    public string? Val { get; init; }

    /// <summary>Share to split off for validation, between 0 and 1.</summary>
    public double ValFraction { get; init; } = 0.2;

    /// <summary>Whether to go on without images that cannot be read.</summary>
    public bool SkipBad { get; init; }

    /// <summary>Which images an epoch learns from, and in which order.</summary>
    public SamplerKind Sampler { get; init; }

    /// <summary>Folder that keeps decoded images; null for none. It changes no number.</summary>
    public string? Cache { get; init; }

    /// <summary>Most bytes that it may take.</summary>
    public long CacheSize { get; init; } = 4_000_000_000;
}
