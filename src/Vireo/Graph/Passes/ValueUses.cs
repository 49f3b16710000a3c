namespace Vireo.Graph.Passes;

/// <summary>Who reads each value of a graph.</summary>
internal sealed class ValueUses
{
    private readonly Dictionary<Value, List<Instruction>> _readers = [];
    private readonly HashSet<Value> _kept;

    public ValueUses(PlanGraph graph)
    {
        foreach (var instruction in graph.Instructions)
        {
            foreach (var input in instruction.Inputs)
            {
                if (!_readers.TryGetValue(input, out var readers)) _readers[input] = readers = [];
                readers.Add(instruction);
            }
        }

        _kept = [.. graph.Outputs, .. graph.Updates.Select(u => u.Value)];
        if (graph.Guard is not null) _kept.Add(graph.Guard);
    }

    /// <summary>The instructions that read a value, as often as they do.</summary>
    public IReadOnlyList<Instruction> Readers(Value value) =>
        _readers.TryGetValue(value, out var readers) ? readers : [];

    /// <summary>Whether a value is needed outside the plan.</summary>
    public bool IsKept(Value value) => _kept.Contains(value);

    /// <summary>Whether one instruction reads a value, once, and nothing else needs it.</summary>
    public bool IsOnly(Value value) => OnlyReader(value) is not null;

    /// <summary>The instruction that alone reads a value, once; null when there are more or the value is needed outside
    /// the plan.</summary>
    public Instruction? OnlyReader(Value value) =>
        !_kept.Contains(value) && _readers.TryGetValue(value, out var readers) && readers.Count == 1
            ? readers[0]
            : null;
}
