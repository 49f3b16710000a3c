using Vireo.Kernels;
using Vireo.Ops;

namespace Vireo.Graph.Passes;

/// <summary>Leaves out instructions that do what an earlier one does to the same values. What the program itself writes
/// twice is captured once; this finds what passes and the choice of layouts have put in twice.</summary>
internal static class RemoveEqual
{
    public static void Run(PlanGraph graph)
    {
        var uses = new ValueUses(graph);
        var known = new Dictionary<Key, Instruction>();
        var replaced = new Dictionary<Value, Value>();
        var result = new List<Instruction>(graph.Instructions.Count);
        foreach (var instruction in graph.Instructions)
        {
            for (var i = 0; i < instruction.Inputs.Length; i++)
            {
                instruction.Inputs[i] = replaced.GetValueOrDefault(instruction.Inputs[i], instruction.Inputs[i]);
            }

            var isKept = Array.Exists(instruction.Outputs, uses.IsKept);
            if (isKept || known.TryAdd(Key.Of(instruction), instruction))
            {
                result.Add(instruction);
                continue;
            }

            var earlier = known[Key.Of(instruction)];
            foreach (var (own, same) in instruction.Outputs.Zip(earlier.Outputs)) replaced[own] = same;
        }

        graph.Instructions = result;
    }

    /// <summary>What is done, to what, into which layouts.</summary>
    private readonly record struct Key(Op Op, ValueList<Value> Inputs, ValueList<Operand> Outputs)
    {
        public static Key Of(Instruction instruction) => new(
            instruction.Op, new(instruction.Inputs), new([.. instruction.Outputs.Select(o => o.Operand)]));
    }
}
