namespace Vireo.Training.Classification;

/// <summary>Notes when a trainer says that something is done, until enough was seen.</summary>
/// <param name="time">The clock.</param>
internal sealed class RehearsalWatch(TimeProvider time) : IProgress<TrainingProgress>
{
    // The runtime compiles what is called often a second time, better, some time after its start: until then steps of
    // small models take several times as long.
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(8);

    private readonly List<Epoch> _epochs = [];
    private readonly List<EpochRecord> _history = [];
    private Epoch _now = new(0);
    private Action _stop = () => { };
    private long _start;
    private int _warmup;

    /// <summary>When the parts of an epoch were over, in seconds since the start.</summary>
    private sealed record Epoch(double Start)
    {
        public List<double> Learnt { get; } = [];

        public double Judged { get; set; }

        public double Saved { get; set; }

        public double DataWait { get; set; }
    }

    /// <summary>The finished epochs.</summary>
    public IReadOnlyList<EpochRecord> History => _history;

    /// <summary>Share of the time of learning spent waiting for images.</summary>
    public double DataWait => Steady.Average(e => e.DataWait);

    /// <summary>Duration of judging the validation images.</summary>
    public double ValidationSeconds => Steady.Average(e => e.Judged - e.Learnt[^1]);

    /// <summary>Duration of saving a checkpoint.</summary>
    public double SaveSeconds => Steady.Average(e => e.Saved - e.Judged);

    private IEnumerable<Epoch> Steady => _epochs.Skip(_warmup);

    /// <summary>Starts the clock.</summary>
    /// <param name="stop">Called when enough was seen.</param>
    public void Start(Action stop) => (_start, _stop) = (time.GetTimestamp(), stop);

    /// <summary>Mean duration of a batch in an epoch of many: nobody learns while the loader makes the first
    /// one.</summary>
    public double BatchSeconds(int batches)
    {
        var first = Steady.Average(e => e.Learnt[0] - e.Start);
        var later = Steady.Sum(e => e.Learnt[^1] - e.Learnt[0]);
        var count = Steady.Sum(e => e.Learnt.Count - 1);
        return count == 0 ? first : (first + (batches - 1) * later / count) / batches;
    }

    /// <summary>What the first epochs took longer than the later ones do, in seconds, up to as many batches as a run
    /// has.</summary>
    public double Excess(long batches)
    {
        var usual = Steady.Average(e => e.Saved - e.Start);
        var (excess, seen) = (0.0, 0L);
        foreach (var epoch in _epochs.Take(_warmup).TakeWhile(_ => seen < batches))
        {
            excess += epoch.Saved - epoch.Start - usual;
            seen += epoch.Learnt.Count;
        }

        return Math.Max(0, excess);
    }

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var seconds = time.GetElapsedTime(_start).TotalSeconds;
        if (value.Phase == TrainingPhase.Training)
            _now.Learnt.Add(seconds);
        else if (value.Finished is { } record)
            Finish(seconds, record);
        else
            _now.Judged = seconds;
    }

    private void Finish(double seconds, EpochRecord record)
    {
        (_now.Saved, _now.DataWait) = (seconds, record.DataWait);
        _history.Add(record);
        _epochs.Add(_now);
        _now = new(seconds);
        if (_warmup == 0)
        {
            if (seconds >= Warmup.TotalSeconds) _warmup = _epochs.Count;
        }
        else if (Steady.Sum(e => e.Learnt.Count) >= TimeForecast.Steps)
        {
            _stop();
        }
    }
}
