using System.Runtime.CompilerServices;

namespace Vireo.Graph;

/// <summary>The one thread that runs plans: OpenMP keeps a team per calling thread, and there must be only
/// one.</summary>
internal sealed class EngineThread
{
    private readonly Lock _turn = new();
    private readonly object _gate = new();
    private Thread? _thread;
    private Action? _work;
    private Exception? _failure;

    /// <summary>Runs work on the engine thread and waits; exceptions come back to the caller.</summary>
    public void Run(Action work)
    {
        if (Thread.CurrentThread == _thread)
        {
            work();
            return;
        }

        lock (_turn)
        {
            var failure = HandOver(work);
            if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    private Exception? HandOver(Action work)
    {
        lock (_gate)
        {
            if (_thread is null)
            {
                _thread = new Thread(Loop, maxStackSize: 16 << 20) { IsBackground = true, Name = "vireo engine" };
                _thread.Start();
            }

            _failure = null;
            _work = work;
            Monitor.PulseAll(_gate);
            while (_work is not null) Monitor.Wait(_gate);
            return _failure;
        }
    }

    /// <inheritdoc cref="Run(Action)"/>
    public T Run<T>(Func<T> work)
    {
        var result = default(T);
        Run(() => { result = work(); });
        return result is null ? throw new InvalidOperationException("the engine returned nothing") : result;
    }

    private void Loop()
    {
        lock (_gate)
        {
            while (true)
            {
                while (_work is null) Monitor.Wait(_gate);
                DoWork();
                _work = null;
                Monitor.PulseAll(_gate);
            }
        }
    }

    // A method of its own: what stays on the stack of one that never ends is never collected.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void DoWork()
    {
        try
        {
            _work?.Invoke();
        }
#pragma warning disable CA1031 // Whatever happens is the caller's to see: it is thrown again there.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _failure = failure;
        }
    }
}
