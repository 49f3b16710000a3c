using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Imaging;

namespace Vireo.Training.Look;

/// <summary>The pictures of a page: asked for first, drawn all together, each once; never more than the page may
/// hold.</summary>
internal sealed class LookPictures
{
    private const int Quality = 80;
    private readonly LookData _data;
    private readonly Dictionary<string, Sample> _samples = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LookShot?> _shots = new(StringComparer.Ordinal);

    public LookPictures(LookData data)
    {
        _data = data;
        foreach (var sample in data.Dataset.Samples) _samples.TryAdd(sample.Path, sample);
    }

    /// <summary>Asks for a picture.</summary>
    /// <param name="path">Path below the root of the data set.</param>
    /// <returns>Whether it will be in the page: it is a part of the data set, and there is room.</returns>
    public bool Ask(string path)
    {
        if (_shots.ContainsKey(path)) return true;
        if (_shots.Count >= _data.MostPictures || !IsInside(path)) return false;
        _shots.Add(path, null);
        return true;
    }

    /// <summary>What is known of a picture; nothing for one that is not labelled.</summary>
    public Sample? SampleOf(string path) => _samples.GetValueOrDefault(path);

    /// <summary>The picture, when it was asked for and drawn.</summary>
    public LookShot? Shot(string path) => _shots.GetValueOrDefault(path);

    /// <summary>Draws all that was asked for.</summary>
    public void Draw(Action<int, int>? progress, CancellationToken cancellation)
    {
        string[] paths = [.. _shots.Keys];
        var done = 0;
        var gate = new Lock();
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = _data.Threads > 0 ? _data.Threads : Environment.ProcessorCount,
            CancellationToken = cancellation,
        };
        Parallel.ForEach(paths, parallel, path =>
        {
            var shot = Take(path);
            lock (gate)
            {
                _shots[path] = shot;
                progress?.Invoke(++done, paths.Length);
            }
        });
    }

    // Findings name label files too; what is shown lies in the data set and begins as images do.
    private bool IsInside(string path)
    {
        if (_samples.ContainsKey(path)) return true;
        if (Path.IsPathRooted(path) || path.Split('/', '\\').Contains("..")) return false;
        try
        {
            using var file = File.OpenRead(Path.Combine(_data.Dataset.Root, path));
            Span<byte> start = stackalloc byte[64];
            return ImageFile.Identify(start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)])
                != ImageFormat.Unknown;
        }
        catch (Exception bad) when (bad is IOException or UnauthorizedAccessException)
        {
            return false; // The finding says what is wrong with it.
        }
    }

    private LookShot Take(string path)
    {
        var sample = SampleOf(path);
        try
        {
            var root = _data.Dataset.Root;
            var reference = sample?.Image ?? new FileReference(path);
            var size = reference.ReadSize(root);
            var image = reference.Decode(root, 3, new() { ShorterSideNeeded = ShorterSide(size) });
            return new(ImageFile.EncodeJpeg(LookMasks.Paint(Small(image), sample, root), Quality), size, "");
        }
        catch (Exception bad) when (bad is VireoException or IOException or UnauthorizedAccessException)
        {
            var reason = bad is VireoException known ? known.Reason : bad.Message;
            return new([], default, reason.Replace(_data.Dataset.Root + Path.DirectorySeparatorChar, "",
                StringComparison.Ordinal));
        }
    }

    private int ShorterSide(ImageSize size) => Math.Max(1, (int)Math.Ceiling(
        (double)_data.Side * size.ShorterSide / Math.Max(size.Width, size.Height)));

    private Image Small(Image image)
    {
        var scale = (double)_data.Side / Math.Max(image.Width, image.Height);
        return scale >= 1 ? image : image.Resize(
            Math.Max(1, (int)Math.Round(image.Width * scale)), Math.Max(1, (int)Math.Round(image.Height * scale)),
            Interpolation.Area);
    }
}
