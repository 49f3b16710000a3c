namespace Vireo.Graph;

/// <summary>The structure of a captured graph; equal for graphs that can share a plan.</summary>
internal sealed class CaptureKey : IEquatable<CaptureKey>
{
    private readonly Capture.Entry[] _entries;
    private readonly int[] _outputs;
    private readonly (int Variable, int Value)[] _updates;
    private readonly int _guard;
    private readonly bool _repeats;
    private readonly Precision _precision;
    private readonly long? _budget;
    private readonly int _hash;

    public CaptureKey(Capture.Entry[] entries, int[] outputs, (int Variable, int Value)[] updates, int guard,
        bool repeats, Precision precision, long? budget)
    {
        _budget = budget;
        (_entries, _outputs, _updates, _guard, _repeats) = (entries, outputs, updates, guard, repeats);
        _precision = precision;
        var hash = new HashCode();
        foreach (var entry in entries) hash.Add(entry);
        foreach (var output in outputs) hash.Add(output);
        foreach (var update in updates) hash.Add(update);
        hash.Add(guard);
        hash.Add(repeats);
        hash.Add(precision);
        _hash = hash.ToHashCode();
    }

    public bool Equals(CaptureKey? other) =>
        other is not null && _hash == other._hash && _guard == other._guard && _repeats == other._repeats
            && _precision == other._precision && _budget == other._budget
            && _outputs.AsSpan().SequenceEqual(other._outputs)
        && _updates.AsSpan().SequenceEqual(other._updates) && _entries.AsSpan().SequenceEqual(other._entries);

    public override bool Equals(object? obj) => Equals(obj as CaptureKey);

    public override int GetHashCode() => _hash;
}
