using Vireo.Kernels;
using Vireo.Ops;
using Vireo.Quantisation;

namespace Vireo.Graph;

/// <summary>The instructions of a plan while passes work on them.</summary>
internal sealed class PlanGraph
{
    private PlanGraph()
    {
    }

    /// <summary>In an order in which they can run.</summary>
    public List<Instruction> Instructions { get; set; } = [];

    /// <summary>Values given at each run, by feed number.</summary>
    public required Value[] Feeds { get; init; }

    /// <summary>Values that variables hold before the step, by variable number.</summary>
    public required Value[] Variables { get; init; }

    /// <summary>Wanted values.</summary>
    public required Value[] Outputs { get; init; }

    /// <summary>Variable number and the value it takes.</summary>
    public required (int Variable, Value Value)[] Updates { get; init; }

    /// <summary>The number that must be finite before variables are written.</summary>
    public Value? Guard { get; init; }

    /// <summary>In which type the plan may compute.</summary>
    public required Precision Precision { get; init; }

    /// <summary>What computes the guard, views left aside.</summary>
    public Instruction? GuardProducer => Guard?.Computer;

    /// <summary>Turns a capture into instructions, all values in logical order except fed images.</summary>
    public static PlanGraph From(Capture capture)
    {
        var values = new Value[capture.Entries.Count];
        var byNode = new Dictionary<Node, Instruction>();
        var instructions = new List<Instruction>();
        var names = capture.Precision.Quantisation is null ? null : ValueNames.Of(capture);
        for (var i = 0; i < values.Length; i++)
        {
            var entry = capture.Entries[i];
            var tensor = capture.Tensors[i];
            var operand = new Operand(tensor.Shape, tensor.DType, entry.Layout);
            values[i] = entry.Kind switch
            {
                1 => new Value(operand) { Feed = entry.Ordinal },
                2 => new Value(operand) { Variable = capture.Variables[entry.Ordinal] },
                _ => Output(byNode, instructions, tensor, entry, values),
            };
            values[i].Storage ??= values[i];
            values[i].Name = names?[i];
        }

        return new PlanGraph
        {
            Instructions = instructions,
            Feeds = [.. values.Where(v => v.Feed >= 0)],
            Variables = [.. values.Where(v => v.Variable is not null)],
            Outputs = [.. capture.Outputs.Select(i => values[i])],
            Precision = capture.Precision,
            Guard = capture.Guard < 0 ? null : values[capture.Guard],
            Updates = [.. capture.Updates.Select(u => (capture.Entries[u.Variable].Ordinal, values[u.Value]))],
        };
    }

    private static Value Output(
        Dictionary<Node, Instruction> byNode, List<Instruction> instructions, Tensor tensor, Capture.Entry entry,
        Value[] values)
    {
        if (!byNode.TryGetValue(tensor.Node, out var instruction))
        {
            instruction = new Instruction
            {
                Op = entry.Op, Origin = tensor.Node,
                Inputs = [.. entry.Inputs.Select(k => values[k])],
                Outputs = [.. tensor.Node.Outputs.Select(o => NewValue(new Operand(o.Shape, o.DType)))],
            };
            foreach (var output in instruction.Outputs) output.Producer = instruction;
            byNode.Add(tensor.Node, instruction);
            instructions.Add(instruction);
        }

        return instruction.Outputs[tensor.Index];
    }

    /// <summary>Puts every instruction behind those whose results it reads; otherwise their order stays.</summary>
    public void SortByNeed()
    {
        var order = new List<Instruction>(Instructions.Count);
        var done = new HashSet<Instruction>();
        var pending = new Stack<(Instruction Instruction, bool Expanded)>();
        foreach (var instruction in Instructions)
        {
            pending.Push((instruction, false));
            while (pending.TryPop(out var next))
            {
                if (next.Expanded) order.Add(next.Instruction);
                else if (done.Add(next.Instruction))
                {
                    pending.Push((next.Instruction, true));
                    foreach (var input in next.Instruction.Inputs)
                    {
                        if (input.Producer is { } producer) pending.Push((producer, false));
                    }
                }
            }
        }

        Instructions = order;
    }

    /// <summary>A fresh value with storage of its own.</summary>
    public static Value NewValue(Operand operand)
    {
        var value = new Value(operand);
        value.Storage = value;
        return value;
    }

    /// <summary>An instruction put in by a pass.</summary>
    public static Instruction NewInstruction(Op op, Value[] inputs, Operand output, Node? origin)
    {
        var instruction = new Instruction { Op = op, Inputs = inputs, Outputs = [NewValue(output)], Origin = origin };
        instruction.Outputs[0].Producer = instruction;
        return instruction;
    }
}
