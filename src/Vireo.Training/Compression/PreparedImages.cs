using Vireo.Training.Bundles;
using Vireo.Training.Classification;

namespace Vireo.Training.Compression;

/// <summary>Images as a network sees them, read once, in batches.</summary>
internal sealed class PreparedImages
{
    /// <summary>Images of a batch; what is observed of each lies in memory at once.</summary>
    public const int BatchSize = 4;

    private readonly ModelBundle _bundle;
    private readonly List<(float[] Pixels, int Count)> _batches = [];

    /// <summary>Reads images; the last batch is filled up with copies of its first.</summary>
    /// <exception cref="BadDataException">One cannot be read.</exception>
    public PreparedImages(ModelBundle bundle, IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        _bundle = bundle;
        Count = paths.Count;
        var length = 3 * Size * Size;
        var reader = bundle.Description.Preprocessing.Reader();
        foreach (var files in paths.Chunk(BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            var pixels = new float[BatchSize * length];
            for (var i = 0; i < BatchSize; i++)
            {
                var target = pixels.AsSpan(i * length, length);
                if (i < files.Length) reader(files[i], new(0, 0, new Rng(0)), target);
                else pixels.AsSpan(0, length).CopyTo(target);
            }

            _batches.Add((pixels, files.Length));
        }
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>Side, in pixels.</summary>
    public int Size => _bundle.Description.Preprocessing.Size;

    /// <summary>All of them, normalised, in the order N, H, W, C.</summary>
    public IEnumerable<float[]> Batches => _batches.Select(batch => batch.Pixels);

    /// <summary>What the model says of the first images.</summary>
    /// <param name="precision">In which type it computes.</param>
    /// <param name="most">How many.</param>
    public List<float[]> Probabilities(Precision precision, int most)
    {
        var step = new EvaluationStep(_bundle.Model, BatchSize, Size, precision);
        return [.. _batches.Take((most + BatchSize - 1) / BatchSize)
            .SelectMany(b => step.Run(b.Pixels, b.Count).Chunk(step.Classes)).Take(most)];
    }
}
