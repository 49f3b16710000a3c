using Vireo.Profiling;

namespace Vireo.Graph;

/// <summary>Tells which part of a training step an instruction belongs to.</summary>
internal static class StepPhases
{
    /// <summary>The phase of every instruction: gradients are backward; what only follows from them, or only serves
    /// to write variables, is update; all else is forward. What a pass put in belongs to those it was put in
    /// for.</summary>
    public static Dictionary<Instruction, StepPhase> Of(PlanGraph graph)
    {
        var behind = BehindGradients(graph);
        var consumers = graph.Instructions.ToDictionary(i => i, _ => new List<Instruction>());
        foreach (var instruction in graph.Instructions)
        {
            foreach (var input in instruction.Inputs)
            {
                if (input.Producer is { } producer) consumers[producer].Add(instruction);
            }
        }

        var wanted = graph.Outputs.Select(o => o.Producer).Append(graph.Guard?.Producer).ToHashSet();
        var phases = new Dictionary<Instruction, StepPhase>();
        foreach (var instruction in Enumerable.Reverse(graph.Instructions))
        {
            var next = consumers[instruction].ConvertAll(c => phases[c]);
            phases[instruction] = IsBackward(instruction) ? StepPhase.Backward
                : behind.Contains(instruction) && next.Contains(StepPhase.Backward) ? StepPhase.Backward
                : behind.Contains(instruction) ? StepPhase.Update
                : wanted.Contains(instruction) ? StepPhase.Forward
                : next.TrueForAll(p => p == StepPhase.Update) ? StepPhase.Update
                : instruction.Origin is null && next.TrueForAll(p => p == StepPhase.Backward) ? StepPhase.Backward
                : StepPhase.Forward;
        }

        return phases;
    }

    private static bool IsBackward(Instruction instruction) => instruction.Origin is { IsBackward: true };

    private static HashSet<Instruction> BehindGradients(PlanGraph graph)
    {
        var behind = new HashSet<Instruction>();
        foreach (var instruction in graph.Instructions)
        {
            if (instruction.Inputs.Any(v => v.Producer is { } p && (IsBackward(p) || behind.Contains(p))))
            {
                behind.Add(instruction);
            }
        }

        return behind;
    }
}
