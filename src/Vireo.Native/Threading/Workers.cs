using System.Runtime.ExceptionServices;

namespace Vireo.Native;

/// <summary>The one team of threads that computes. Kernels cut their work into parts whose number depends on the work
/// alone, never on the number of threads, so results do not either.</summary>
/// <remarks>Where oneDNN is loaded and runs on OpenMP, its team is used; otherwise an own pool of
/// <see cref="Count"/> − 1 threads. Either waits by spinning for some microseconds and then in the kernel.</remarks>
public static class Workers
{
    private static readonly Lock _gate = new();
    private static readonly WorkerPool _pool = new();

    [ThreadStatic]
    private static bool _inside;

    private static int _count = DefaultCount(
        Environment.GetEnvironmentVariable("VIREO_THREADS"), Environment.GetEnvironmentVariable("OMP_NUM_THREADS"));

    private static Action<int>? _body;
    private static int _parts;
    private static int _next;
    private static ExceptionDispatchInfo? _failure;

    /// <summary>Threads in the team, the caller included. <c>VIREO_THREADS</c> sets it, or else <c>OMP_NUM_THREADS</c>;
    /// the default is one per core.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to less than one.</exception>
    public static int Count
    {
        get => Volatile.Read(ref _count);
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            Volatile.Write(ref _count, value);
        }
    }

    /// <summary>Whether the calling thread does alone what it runs from now on, and oneDNN's primitives that it makes
    /// are made for one thread. For work that is done sooner than a team is gathered.</summary>
    public static bool IsAlone
    {
        get => _inside;
        set => _inside = value;
    }

    /// <summary>Whether the team of oneDNN is used where there is one; off in tests of the own pool.</summary>
    internal static bool UseOpenMp { get; set; } = true;

    /// <summary>Runs <paramref name="body"/> once for every part <c>0 … parts - 1</c> and returns when all are done.
    /// Which thread runs which part is open. Within a body, and while another thread's parts run, the parts run on the
    /// calling thread.</summary>
    /// <remarks>Allocates nothing. When a body throws, parts not yet begun are left out and the first exception is
    /// thrown to the caller.</remarks>
    public static void For(int parts, Action<int> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        var threads = Math.Min(Count, parts);
        if (threads <= 1 || _inside || !_gate.TryEnter())
        {
            for (var i = 0; i < parts; i++) body(i);
            return;
        }

        ExceptionDispatchInfo? failure;
        try
        {
            (_body, _parts, _failure) = (body, parts, null);
            Volatile.Write(ref _next, 0);
            if (UseOpenMp && OneDnn.IfLoaded is { GompParallel: not 0 } runtime) OpenMpTeam.Run(runtime, Count);
            else _pool.Run(threads);
        }
        finally
        {
            failure = _failure;
            (_body, _failure) = (null, null);
            _gate.Exit();
        }

        failure?.Throw();
    }

    /// <summary>The share of one thread of the team: takes parts until none is left. Throws nothing.</summary>
    internal static void TakeParts()
    {
        var (body, parts) = (_body, _parts);
        if (body is null) return;

        _inside = true;
        try
        {
            for (var i = Interlocked.Increment(ref _next) - 1; i < parts; i = Interlocked.Increment(ref _next) - 1)
            {
                body(i);
            }
        }
#pragma warning disable CA1031 // It is thrown on the calling thread: it must not cross native frames.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
            Volatile.Write(ref _next, parts);
        }
        finally
        {
            _inside = false;
        }
    }

    /// <summary>The number of threads from the two variables, the first one that holds a positive number.</summary>
    internal static int DefaultCount(params ReadOnlySpan<string?> settings)
    {
        foreach (var setting in settings)
        {
            if (int.TryParse(setting, out var threads) && threads > 0) return threads;
        }

        return Environment.ProcessorCount;
    }
}
