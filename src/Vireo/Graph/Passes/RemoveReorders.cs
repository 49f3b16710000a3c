using Vireo.Ops;

namespace Vireo.Graph.Passes;

/// <summary>Leaves out copies into another layout that come back to where a value has been before: reorders and changes
/// of shape all keep the logical order of elements, so that what has the same shape and layout is the same.</summary>
internal static class RemoveReorders
{
    public static void Run(PlanGraph graph)
    {
        var uses = new ValueUses(graph);
        var replaced = new Dictionary<Value, Value>();
        foreach (var instruction in graph.Instructions)
        {
            for (var i = 0; i < instruction.Inputs.Length; i++)
            {
                instruction.Inputs[i] = replaced.GetValueOrDefault(instruction.Inputs[i], instruction.Inputs[i]);
            }

            if (instruction.Op is not (Reorder or LayoutView) || uses.IsKept(instruction.Outputs[0])) continue;
            if (Before(instruction) is { } same) replaced[instruction.Outputs[0]] = same;
        }

        RemoveDead.Run(graph);
    }

    /// <summary>An earlier form of what an instruction makes.</summary>
    private static Value? Before(Instruction instruction)
    {
        var wanted = instruction.Outputs[0].Operand;
        for (var value = instruction.Inputs[0]; ; value = value.Producer.Inputs[0])
        {
            if (value.Operand == wanted) return value;
            if (value.Producer is not { Op: Reorder or LayoutView or Reshape }) return null;
        }
    }
}
