namespace Vireo.Graph.Passes;

/// <summary>Finds what depends on nothing but variables that the step does not write - folded and packed weights,
/// tables of positions: it is computed at the first run and again only after one of those variables has
/// changed.</summary>
internal static class HoistConstants
{
    /// <summary>Sets <see cref="Instruction.IsConstant"/>.</summary>
    public static void Mark(PlanGraph graph)
    {
        foreach (var instruction in graph.Instructions)
        {
            instruction.IsConstant = Array.TrueForAll(instruction.Inputs, v => IsConstant(graph, v));
        }
    }

    /// <summary>Puts constants in front; their order stays.</summary>
    /// <returns>How many there are.</returns>
    public static int MoveToFront(PlanGraph graph)
    {
        List<Instruction> constants = [.. graph.Instructions.Where(i => i.IsConstant)];
        graph.Instructions = [.. constants, .. graph.Instructions.Where(i => !i.IsConstant)];
        return constants.Count;
    }

    /// <summary>Whether a value stays the same from run to run.</summary>
    public static bool IsConstant(PlanGraph graph, Value value) =>
        value.Producer is { } producer ? producer.IsConstant : value.Variable is not null && IsKept(graph, value);

    /// <summary>Whether a variable is read only. Single numbers are not taken for it: they are what callers set between
    /// steps, such as the learning rate.</summary>
    public static bool IsKept(PlanGraph graph, Value variable)
    {
        var number = Array.IndexOf(graph.Variables, variable);
        return variable.Operand.Shape.Rank > 0 && !Array.Exists(graph.Updates, u => u.Variable == number);
    }
}
