namespace Vireo.Native;

/// <summary>Threads that help the caller of a region. One region runs at a time; <see cref="Workers"/> sees to
/// that.</summary>
internal sealed class WorkerPool
{
    // About 10 microseconds: longer than the gap between two kernels, too short to starve a loader thread.
    private const int SpinRounds = 100;
    private const int SpinLength = 10;

    private readonly object _wake = new();
    private readonly object _done = new();
    private int _threads;
    private int _region;
    private int _helpers;
    private int _inside;
    private int _sleepers;
    private bool _open;
    private bool _callerSleeps;

    /// <summary>Opens a region for <paramref name="threads"/> threads, takes part in it, and waits for the others.</summary>
    public void Run(int threads)
    {
        while (_threads < threads - 1) Start(_threads++);

        Volatile.Write(ref _helpers, threads - 1);
        Volatile.Write(ref _open, true);
        Interlocked.Increment(ref _region);
        if (Volatile.Read(ref _sleepers) > 0)
        {
            lock (_wake) Monitor.PulseAll(_wake);
        }

        Workers.TakeParts();
        Volatile.Write(ref _open, false);
        Interlocked.MemoryBarrier();
        WaitForHelpers();
    }

    private void Start(int index) => new Thread(() => Serve(index))
    {
        IsBackground = true,
        Name = $"Vireo worker {index + 1}",
    }.Start();

    private void Serve(int index)
    {
        var seen = 0;
        while (true)
        {
            seen = WaitForRegion(seen);
            // Counted in first, looked second: the caller closes first and counts second, so one of the two notices.
            Interlocked.Increment(ref _inside);
            if (Volatile.Read(ref _open) && index < Volatile.Read(ref _helpers)) Workers.TakeParts();
            if (Interlocked.Decrement(ref _inside) == 0 && Volatile.Read(ref _callerSleeps))
            {
                lock (_done) Monitor.PulseAll(_done);
            }
        }
    }

    private int WaitForRegion(int seen)
    {
        for (var i = 0; i < SpinRounds; i++)
        {
            if (Volatile.Read(ref _region) != seen) return Volatile.Read(ref _region);
            Thread.SpinWait(SpinLength);
        }

        lock (_wake)
        {
            Interlocked.Increment(ref _sleepers);
            while (Volatile.Read(ref _region) == seen) Monitor.Wait(_wake);
            Interlocked.Decrement(ref _sleepers);
        }

        return Volatile.Read(ref _region);
    }

    private void WaitForHelpers()
    {
        for (var i = 0; i < SpinRounds; i++)
        {
            if (Volatile.Read(ref _inside) == 0) return;
            Thread.SpinWait(SpinLength);
        }

        lock (_done)
        {
            Volatile.Write(ref _callerSleeps, true);
            Interlocked.MemoryBarrier();
            while (Volatile.Read(ref _inside) != 0) Monitor.Wait(_done);
            Volatile.Write(ref _callerSleeps, false);
        }
    }
}
