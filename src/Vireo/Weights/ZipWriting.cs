using System.IO.Compression;

namespace Vireo.Weights;

/// <summary>Adds files to archives so that the same weights always give the same bytes.</summary>
internal static class ZipWriting
{
    private static readonly DateTimeOffset Always = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Begins an uncompressed file.</summary>
    public static Stream Add(ZipArchive archive, string name)
    {
        var entry = archive.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = Always;
        return entry.Open();
    }
}
