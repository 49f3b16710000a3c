using Vireo.Training.Runs;

namespace Vireo.Training.Classification;

/// <summary>Many files on their way through a predictor: decoded ahead, computed by the batch, answered in their
/// order.</summary>
/// <param name="views">What the networks see of a picture.</param>
/// <param name="batch">Images of a batch.</param>
/// <param name="compute">Probabilities of a number of pictures, by a step for a number of them.</param>
internal sealed class ImageStream(MemberViews views, int batch, Func<float[], int, int, float[]> compute)
{
    private const int BatchesAhead = 2;

    /// <summary>A file, and what the networks see of it or why it cannot be read.</summary>
    private sealed record Decoded(string Path, float[] Pixels, VireoException? Failure);

    /// <summary>Answers for all files.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="answer">From a path and probabilities to an answer.</param>
    /// <param name="cancellation">Stops early.</param>
    public IEnumerable<PredictionOutcome> Run(
        IEnumerable<string> paths, Func<string, float[], PredictionLine> answer, CancellationToken cancellation)
    {
        var ahead = new Queue<Task<Decoded>>();
        using var files = paths.GetEnumerator();
        for (var isMore = true; ;)
        {
            while (isMore && ahead.Count < BatchesAhead * batch && (isMore = files.MoveNext()))
            {
                var path = files.Current;
                ahead.Enqueue(Task.Run(() => Decode(path), cancellation));
            }

            if (ahead.Count == 0) yield break;
            var group = new List<Decoded>(batch);
            while (group.Count < batch && ahead.TryDequeue(out var next))
            {
                Task.WaitAny([next], cancellation); // Whatever went wrong is thrown as it is by the next line.
                group.Add(next.GetAwaiter().GetResult());
            }

            var good = group.FindAll(d => d.Failure is null);
            var probabilities = new Queue<float[]>(2 * good.Count > batch ? Together(good) : OneByOne(good));
            foreach (var file in group)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return file.Failure is null
                    ? new(file.Path, answer(file.Path, probabilities.Dequeue()), null)
                    : new(file.Path, null, file.Failure);
            }
        }
    }

    private Decoded Decode(string path)
    {
        var pixels = new float[views.Length];
        try
        {
            views.Read(path, pixels);
            return new(path, pixels, null);
        }
        catch (VireoException unreadable)
        {
            return new(path, [], unreadable);
        }
    }

    private IEnumerable<float[]> Together(List<Decoded> files)
    {
        var pixels = new float[files.Count * views.Length];
        for (var i = 0; i < files.Count; i++) files[i].Pixels.CopyTo(pixels, i * views.Length);
        var all = compute(pixels, files.Count, batch);
        return all.Chunk(all.Length / files.Count);
    }

    private IEnumerable<float[]> OneByOne(List<Decoded> files) => files.Select(file => compute(file.Pixels, 1, 1));
}
