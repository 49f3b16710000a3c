using Vireo.Ops;
using Vireo.Quantisation;

namespace Vireo.Graph.Passes;

/// <summary>How the values of a graph are stored as bytes, where they have a range.</summary>
internal sealed class ByteScales
{
    private readonly Dictionary<Value, ByteScale> _scales = [];

    public ByteScales(PlanGraph graph, ValueUses uses, QuantisationTable table)
    {
        var ranges = new Dictionary<string, ActivationRange>();
        foreach (var range in table.Ranges) ranges[range.Value] = range;
        foreach (var value in graph.Instructions.SelectMany(i => i.Inputs.Concat(i.Outputs)))
        {
            if (value.Name is { } name && ranges.TryGetValue(name, out var range)) _scales[value] = ByteScale.Of(range);
        }

        // The greatest of bytes is one of them: what a pooling reads and makes has one scale.
        foreach (var pool in graph.Instructions.Where(i => IsPool(i, uses)))
        {
            var (x, y) = (pool.Inputs[0], pool.Outputs[0]);
            if (_scales.TryGetValue(x, out var own)) _scales[y] = own;
            else if (_scales.TryGetValue(y, out var result)) _scales[x] = result;
        }
    }

    /// <summary>The scale of a value; null when it has none.</summary>
    public ByteScale? Of(Value value) => _scales.TryGetValue(value, out var scale) ? scale : null;

    /// <summary>Whether an instruction is a maximum pooling whose places nobody reads.</summary>
    public static bool IsPool(Instruction instruction, ValueUses uses) =>
        instruction.Op is MaxPool2d && uses.Readers(instruction.Outputs[1]).Count == 0
        && !uses.IsKept(instruction.Outputs[1]);
}
