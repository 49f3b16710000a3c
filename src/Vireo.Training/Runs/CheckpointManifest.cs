namespace Vireo.Training.Runs;

/// <summary>What a checkpoint holds; <c>checksums.json</c>.</summary>
internal sealed record CheckpointManifest
{
    /// <summary>Version of this file's form.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Training steps done.</summary>
    public required long Step { get; init; }

    /// <summary>Length and checksum of every file.</summary>
    public required IReadOnlyDictionary<string, FileChecksum> Files { get; init; }
}

/// <summary>Length in bytes and SHA-256 in hexadecimal.</summary>
internal sealed record FileChecksum(long Bytes, string Sha256);

/// <summary>Which checkpoint is the best one so far; <c>best.json</c>.</summary>
internal sealed record BestCheckpoint(long Step, double Score);
