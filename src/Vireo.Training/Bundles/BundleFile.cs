using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Vireo.Files;
using Vireo.Training.Runs;
using Vireo.Weights;

namespace Vireo.Training.Bundles;

/// <summary>The container of a bundle: a zip archive without compression, and a manifest with the checksum of every
/// file in it.</summary>
internal sealed class BundleFile : IDisposable
{
    /// <summary>Forms: a model with weights as they are; and what the first version could not read, ensembles and
    /// weights in bytes.</summary>
    public const int PlainFormat = 1, NewestFormat = 2;

    private const string ManifestName = "manifest.json";
    private const int MostFiles = 64;
    private const long MostJsonBytes = 16L << 20;
    private readonly StoredArchive _archive;
    private readonly string _path;
    private readonly BundleManifest _manifest;

    private BundleFile(StoredArchive archive, string path)
    {
        (_archive, _path) = (archive, path);
        _manifest = ReadManifest();
    }

    /// <summary>Opens a bundle; no checksum is compared before its file is read.</summary>
    /// <exception cref="BadModelFileException">It is no bundle (<c>VIR2800</c>), of a newer form (<c>VIR2804</c>), or
    /// damaged.</exception>
    public static BundleFile Open(string path)
    {
        var archive = OpenArchive(path);
        try
        {
            return new(archive, path);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    /// <summary>Writes a bundle; the file is the old one or the new one, never a part of either.</summary>
    public static void Write(string path, IEnumerable<(string Name, Action<Stream> Write)> files, int format) =>
        AtomicFile.Write(path, stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            var checksums = new SortedDictionary<string, FileChecksum>(StringComparer.Ordinal);
            foreach (var (name, write) in files)
            {
                using var member = StoredArchive.Add(archive, name);
                using var hashing = new HashingStream(member);
                write(hashing);
                checksums.Add(name, new(hashing.Length, hashing.Finish()));
            }

            using var last = StoredArchive.Add(archive, ManifestName);
            JsonSerializer.Serialize(last,
                new() { Format = format, Version = VireoVersion.Text, Files = checksums },
                RunJson.Readable.BundleManifest);
        });

    /// <summary>Whether a file is in it.</summary>
    public bool Has(string name) => _manifest.Files.ContainsKey(name);

    /// <summary>A description, its checksum compared.</summary>
    public T ReadJson<T>(string name, JsonTypeInfo<T> type)
    {
        var bytes = ReadSmall(name);
        try
        {
            return JsonSerializer.Deserialize(bytes, type) ?? throw new JsonException("it is null");
        }
        catch (JsonException failure)
        {
            throw new BadModelFileException("VIR2803", $"{_path}: {name} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>A small file, its checksum compared.</summary>
    public byte[] ReadSmall(string name, long most = MostJsonBytes)
    {
        Verify(name);
        CheckSmall(name, most);
        return _archive.ReadAll(name);
    }

    /// <summary>Weights, their checksum compared.</summary>
    public SafeTensorsFile OpenWeights(string name)
    {
        Verify(name);
        return _archive.OpenSafeTensors(name);
    }

    /// <summary>Bytes of a file in it.</summary>
    public long BytesOf(string name) =>
        Has(name) && _archive.Names.Contains(name) ? _archive.BytesOf(name) : throw Missing(name);

    public void Dispose() => _archive.Dispose();

    private static StoredArchive OpenArchive(string path)
    {
        try
        {
            return StoredArchive.Open(path);
        }
        catch (BadModelFileException failure) when (failure.Code == StoredArchive.NoArchive)
        {
            throw new BadModelFileException("VIR2800", $"{path}: it is no model bundle. `vireo export RUN --output "
                + $"FILE{ModelBundle.Extension}` writes one.", failure);
        }
    }

    private BundleManifest ReadManifest()
    {
        if (!_archive.Names.Contains(ManifestName))
        {
            throw new BadModelFileException("VIR2800",
                $"{_path}: it is no model bundle: it has no {ManifestName}. `vireo export RUN` writes one.");
        }

        if (_archive.Names.Count > MostFiles)
        {
            throw new BadModelFileException("VIR2802",
                $"{_path}: it lists {_archive.Names.Count} files, at most {MostFiles} are read.");
        }

        CheckSmall(ManifestName);
        var manifest = Parse();
        if (manifest.Format > NewestFormat)
        {
            throw new BadModelFileException("VIR2804", $"{_path}: it was written by Vireo {manifest.Version} in a "
                + $"newer form ({manifest.Format}) than this one reads ({NewestFormat}). Use that version or a newer "
                + "one.");
        }

        var names = manifest.Files.Keys.Append(ManifestName).ToHashSet(StringComparer.Ordinal);
        if (_archive.Names.FirstOrDefault(name => !names.Contains(name)) is { } stranger)
        {
            throw new BadModelFileException("VIR2802", $"{_path}: '{stranger}' is not in its manifest.");
        }

        return manifest;
    }

    private BundleManifest Parse()
    {
        try
        {
            return JsonSerializer.Deserialize(_archive.ReadAll(ManifestName), RunJson.Readable.BundleManifest)
                ?? throw new JsonException("it is null");
        }
        catch (JsonException failure)
        {
            throw new BadModelFileException("VIR2800",
                $"{_path}: it is no model bundle: {ManifestName} cannot be read: {failure.Message}", failure);
        }
    }

    private void CheckSmall(string name, long most = MostJsonBytes)
    {
        if (_archive.BytesOf(name) > most)
        {
            throw new BadModelFileException("VIR2802",
                $"{_path}: {name} has {_archive.BytesOf(name)} bytes, at most {most} are read.");
        }
    }

    private void Verify(string name)
    {
        if (!_manifest.Files.TryGetValue(name, out var expected) || !_archive.Names.Contains(name)) throw Missing(name);
        var found = _archive.BytesOf(name);
        if (found != expected.Bytes)
        {
            throw new BadModelFileException("VIR2801", $"{_path}: {name} has {found} of {expected.Bytes} bytes.");
        }

        if (_archive.Sha256Of(name) != expected.Sha256)
        {
            throw new BadModelFileException("VIR2801",
                $"{_path}: the checksum of {name} is wrong: the file is damaged or was changed. Export it again.");
        }
    }

    private BadModelFileException Missing(string name) => new("VIR2802", $"{_path}: it has no {name}.");
}
