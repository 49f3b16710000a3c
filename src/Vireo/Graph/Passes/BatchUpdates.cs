namespace Vireo.Graph.Passes;

/// <summary>Runs the updates of all variables that follow the same rule as one instruction over all of them, and the
/// squared lengths of all gradients as another: each alone is too small for a team of workers.</summary>
internal static class BatchUpdates
{
    public static void Run(PlanGraph graph)
    {
        graph.SortByNeed();
        var late = LateWork.Of(graph);
        var batches = new Dictionary<(int Level, bool IsLate, string Rule), List<Instruction>>();
        // The level says how many candidates stand behind each other in front of an instruction: those of one level do
        // not depend on each other, and nothing between levels can be torn into a circle by joining one.
        var levels = new Dictionary<Instruction, int>();
        foreach (var instruction in graph.Instructions)
        {
            var level = 0;
            foreach (var input in instruction.Inputs)
            {
                if (input.Producer is { } producer) level = Math.Max(level, levels[producer]);
            }

            levels[instruction] = level;
            if (!IsCandidate(instruction, late)) continue;
            levels[instruction] = ++level;
            var key = (level, late.Contains(instruction), instruction.Op.Name);
            if (!batches.TryGetValue(key, out var batch)) batches[key] = batch = [];
            batch.Add(instruction);
        }

        var joined = new Dictionary<Instruction, Instruction?>();
        foreach (var members in batches.Values.Where(b => b.Count > 1))
        {
            foreach (var member in members) joined[member] = null;
            joined[members[^1]] = Joined(members);
        }

        graph.Instructions =
        [
            .. graph.Instructions.Select(i => joined.GetValueOrDefault(i, i)).OfType<Instruction>(),
        ];
        graph.SortByNeed();
    }

    private static bool IsCandidate(Instruction instruction, HashSet<Instruction> late) =>
        !instruction.IsConstant && instruction.Outputs.Length > 0
        && (instruction.Op is SquareSum || (instruction.Op is TileProgram && late.Contains(instruction)));

    private static Instruction Joined(List<Instruction> members)
    {
        var batch = new Instruction
        {
            Op = new Batch { Members = [.. members] }, Origin = members[^1].Origin,
            Inputs = [.. members.SelectMany(m => m.Inputs)], Outputs = [.. members.SelectMany(m => m.Outputs)],
        };
        foreach (var output in batch.Outputs) output.Producer = batch;
        return batch;
    }
}
