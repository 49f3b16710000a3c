using System.Collections.Concurrent;

namespace Vireo.Vision.Datasets;

/// <summary>The threads of an epoch, and the bounded channel that feeds them.</summary>
internal sealed class LoaderCrew : IDisposable
{
    private readonly BlockingCollection<(LoaderBatch Batch, int Slot)> _work;
    private readonly List<Thread> _threads = [];

    /// <param name="fill">Fills a place of a batch; must not throw.</param>
    /// <param name="threads">Number of threads, 1 or more.</param>
    /// <param name="capacity">Most places that wait at once.</param>
    public LoaderCrew(Action<LoaderBatch, int> fill, int threads, int capacity)
    {
        _work = new(capacity);
        for (var i = 0; i < threads; i++)
        {
            var thread = new Thread(() =>
            {
                foreach (var (batch, slot) in _work.GetConsumingEnumerable()) fill(batch, slot);
            })
            {
                IsBackground = true,
                Name = $"loader {i}",
            };
            thread.Start();
            _threads.Add(thread);
        }
    }

    /// <summary>Lets the threads fill a batch.</summary>
    public void Add(LoaderBatch batch)
    {
        // Their number is read once: a batch without places is done as it is.
        for (int slot = 0, count = batch.Count; slot < count; slot++) _work.Add((batch, slot));
    }

    /// <summary>Drops what is not begun and waits for what is.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        while (_work.TryTake(out _)) continue;
        foreach (var thread in _threads) thread.Join();
        _work.Dispose();
    }
}
