using Vireo.Training.Runs;

namespace Vireo.Training.Bundles;

/// <summary>What a bundle holds; <c>manifest.json</c>.</summary>
internal sealed record BundleManifest
{
    /// <summary>Version of the form of bundles.</summary>
    public required int Format { get; init; }

    /// <summary>Version of Vireo that wrote it.</summary>
    public required string Version { get; init; }

    /// <summary>Length and checksum of every other file.</summary>
    public required IReadOnlyDictionary<string, FileChecksum> Files { get; init; }
}
