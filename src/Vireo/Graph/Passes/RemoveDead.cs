namespace Vireo.Graph.Passes;

/// <summary>Drops instructions nobody needs.</summary>
internal static class RemoveDead
{
    public static void Run(PlanGraph graph)
    {
        var needed = new HashSet<Instruction>();
        var pending = new Stack<Value>(graph.Outputs.Concat(graph.Updates.Select(u => u.Value)));
        if (graph.Guard is not null) pending.Push(graph.Guard);
        while (pending.TryPop(out var value))
        {
            if (value.Producer is not { } producer || !needed.Add(producer)) continue;
            foreach (var input in producer.Inputs) pending.Push(input);
        }

        graph.Instructions.RemoveAll(i => !needed.Contains(i));
    }
}
