namespace Vireo.Vision.Lint;

/// <summary>Counts what is done, from any thread, and passes it on one call at a time.</summary>
internal sealed class LintMeter(Action<LintProgress>? progress)
{
    private readonly Lock _gate = new();
    private LintProgress _at;

    /// <summary>Begins a phase.</summary>
    public void Start(LintPhase phase, long total)
    {
        lock (_gate) progress?.Invoke(_at = new(phase, 0, total));
    }

    /// <summary>One more is done.</summary>
    public void Step()
    {
        if (progress is null) return;
        lock (_gate) progress(_at = _at with { Done = _at.Done + 1 });
    }
}
