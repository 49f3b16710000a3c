namespace Vireo.Graph.Passes;

/// <summary>What only serves to write variables: neither a wanted value nor the guard needs it. It waits until the
/// guard is known, so that it can write straight into the variables.</summary>
internal static class LateWork
{
    public static HashSet<Instruction> Of(PlanGraph graph)
    {
        var needed = new HashSet<Instruction>();
        var pending = new Stack<Value>(graph.Outputs);
        if (graph.Guard is not null) pending.Push(graph.Guard);
        while (pending.TryPop(out var value))
        {
            if (value.Producer is not { } producer || !needed.Add(producer)) continue;
            foreach (var input in producer.Inputs) pending.Push(input);
        }

        return [.. graph.Instructions.Where(i => !needed.Contains(i))];
    }
}
