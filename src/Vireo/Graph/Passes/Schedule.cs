namespace Vireo.Graph.Passes;

/// <summary>Orders instructions: whatever is ready runs in the order in which the program wrote it down. So a gradient
/// of weights is taken as soon as its operands are there, and large values die young. What only serves to write
/// variables comes last.</summary>
internal static class Schedule
{
    public static void Run(PlanGraph graph)
    {
        var waiting = new Dictionary<Instruction, int>();
        var consumers = new Dictionary<Instruction, List<Instruction>>();
        var ready = new PriorityQueue<Instruction, (bool IsLate, long Id, int Place)>();
        var late = LateWork.Of(graph);
        for (var place = 0; place < graph.Instructions.Count; place++)
        {
            var instruction = graph.Instructions[place];
            var producers = instruction.Inputs.Select(v => v.Producer).OfType<Instruction>().ToHashSet();
            waiting[instruction] = producers.Count;
            foreach (var producer in producers)
            {
                if (!consumers.TryGetValue(producer, out var list)) consumers[producer] = list = [];
                list.Add(instruction);
            }
        }

        var places = graph.Instructions.Index().ToDictionary(p => p.Item, p => p.Index);
        void Ready(Instruction i) => ready.Enqueue(i, (late.Contains(i), i.Origin?.Id ?? 0, places[i]));
        foreach (var instruction in graph.Instructions.Where(i => waiting[i] == 0)) Ready(instruction);
        var order = new List<Instruction>(graph.Instructions.Count);
        while (ready.TryDequeue(out var next, out _))
        {
            order.Add(next);
            foreach (var consumer in consumers.GetValueOrDefault(next, []))
            {
                if (--waiting[consumer] == 0) Ready(consumer);
            }
        }

        if (order.Count != graph.Instructions.Count)
        {
            throw new InvalidOperationException("a pass has tied the instructions of a plan into a circle");
        }

        graph.Instructions = order;
    }
}
