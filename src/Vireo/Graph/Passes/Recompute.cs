using Vireo.Profiling;

namespace Vireo.Graph.Passes;

/// <summary>Saves memory for time: values of the forward pass that only the backward pass still needs are not kept but
/// computed again right before it needs them. The same kernels on the same numbers give the same bits.</summary>
/// <remarks>Chen, Xu, Zhang, Guestrin 2016, "Training deep nets with sublinear memory cost", arXiv:1604.06174. Runs on
/// the final order, last of all passes.</remarks>
internal sealed class Recompute
{
    // So many cheap ops in a row are computed again at most; the value before them is kept.
    private const int LongestChain = 3;

    private readonly PlanGraph _graph;
    private readonly Dictionary<Instruction, StepPhase> _phases;
    private readonly List<Instruction> _forward;
    private readonly Dictionary<Value, int> _lastForwardRead = [];
    private readonly HashSet<Value> _held = [];
    private readonly HashSet<Instruction> _again = [];
    private readonly Dictionary<Instruction, Instruction> _copies = [];

    // Values of fewer bytes, such as the statistics of a batch norm, are kept whatever computes them.
    private long _tiny;

    private Recompute(PlanGraph graph)
    {
        _graph = graph;
        _phases = StepPhases.Of(graph);
        _forward = [.. graph.Instructions.Where(i => _phases[i] == StepPhase.Forward && !i.IsConstant)];
        var places = _forward.Index().ToDictionary(i => i.Item, i => i.Index);
        foreach (var instruction in graph.Instructions)
        {
            foreach (var value in instruction.Inputs)
            {
                var source = Source(value);
                if (source.Producer is not { } producer || !places.ContainsKey(producer)) continue;
                if (places.TryGetValue(instruction, out var place)) _lastForwardRead[source] = place;
                else _held.Add(source);
            }
        }
    }

    /// <summary>Rewrites the graph.</summary>
    /// <returns>How many instructions run a second time.</returns>
    public static int Run(PlanGraph graph, RecomputeLevel level)
    {
        var pass = new Recompute(graph);
        pass.Choose(level);
        pass.Rewrite();
        return pass._copies.Keys.Count(i => !i.IsView);
    }

    /// <summary>The value whose memory one reads.</summary>
    private static Value Source(Value value)
    {
        while (value.Producer is { IsView: true } view) value = view.Inputs[0];
        return value;
    }

    private static long BytesOf(IEnumerable<Value> values) => values.Sum(v => v.Operand.Bytes);

    /// <summary>Fills the set of what is computed again.</summary>
    private void Choose(RecomputeLevel level)
    {
        var total = BytesOf(_held);
        _tiny = total / 4096;
        var inStretches = level.Segments > 0 ? (long)(level.Share * total) : 0;
        var kept = level.Segments > 0 ? Cuts(level.Segments, inStretches) : [];
        var depth = new Dictionary<Instruction, int>();
        var passed = 0L;
        foreach (var instruction in _forward)
        {
            passed += BytesOf(instruction.Outputs.Where(_held.Contains));
            if (instruction.IsView) continue;
            if (Array.Exists(instruction.Outputs, kept.Contains)) continue;
            if (BytesOf(instruction.Outputs) < _tiny) continue;
            if (passed <= inStretches)
            {
                _again.Add(instruction);
                continue;
            }

            if (!level.IsCheap || instruction.Macs > 0) continue;
            var chain = 1 + instruction.Inputs.Select(v => Source(v).Producer).OfType<Instruction>()
                .Select(p => depth.GetValueOrDefault(p)).DefaultIfEmpty().Max();
            if (chain > LongestChain) continue;
            depth[instruction] = chain;
            _again.Add(instruction);
        }
    }

    /// <summary>The values that cross from one stretch into the next, at the places where they are fewest.</summary>
    private HashSet<Value> Cuts(int segments, long bytes)
    {
        var best = new (long Bytes, HashSet<Value> Values)?[segments];
        var crossing = new HashSet<Value>();
        var passed = 0L;
        var width = Math.Max(1, bytes / segments);
        for (var place = 0; place < _forward.Count && passed <= bytes; place++)
        {
            var outputs = _forward[place].Outputs;
            passed += BytesOf(outputs.Where(_held.Contains));
            crossing.RemoveWhere(v => _lastForwardRead.GetValueOrDefault(v) <= place);
            foreach (var output in outputs)
            {
                if (!_forward[place].IsView && _lastForwardRead.GetValueOrDefault(output) > place) crossing.Add(output);
            }

            // Around each boundary the cheapest place: a stretch may be half as long again as it should.
            var boundary = (passed + width / 2) / width;
            if (boundary < 1 || boundary >= segments) continue;
            var cost = BytesOf(crossing);
            if (best[boundary] is not { } known || cost < known.Bytes) best[boundary] = (cost, [.. crossing]);
        }

        return [.. best.OfType<(long Bytes, HashSet<Value> Values)>().SelectMany(b => b.Values)];
    }

    private void Rewrite()
    {
        var result = new List<Instruction>(_graph.Instructions.Count);
        foreach (var instruction in _graph.Instructions)
        {
            if (_phases[instruction] == StepPhase.Backward)
            {
                for (var i = 0; i < instruction.Inputs.Length; i++)
                {
                    instruction.Inputs[i] = Again(instruction.Inputs[i], result);
                }
            }

            result.Add(instruction);
        }

        _graph.Instructions = result;
        RemoveDead.Run(_graph);
    }

    /// <summary>A value as the backward pass reads it: itself if it is kept, otherwise that of a second run of what
    /// computes it, which goes into the list once.</summary>
    private Value Again(Value value, List<Instruction> result)
    {
        if (value.Producer is not { } producer || Source(value).Producer is not { } computer) return value;
        if (!_again.Contains(computer) || value.Operand.Bytes < _tiny) return value;
        if (!_copies.TryGetValue(producer, out var copy))
        {
            copy = new()
            {
                Op = producer.Op, Origin = producer.Origin,
                Inputs = [.. producer.Inputs.Select(v => Again(v, result))],
                Outputs = [.. producer.Outputs.Select(v => PlanGraph.NewValue(v.Operand))],
            };
            foreach (var output in copy.Outputs) output.Producer = copy;
            _copies.Add(producer, copy);
            result.Add(copy);
        }

        return copy.Outputs[Array.IndexOf(producer.Outputs, value)];
    }
}
