using System.Diagnostics;
using Vireo.Profiling;

namespace Vireo.Graph;

/// <summary>Writes down what a run of a plan spends its time on. While the run lasts it only notes times: what they
/// were spent on was put into words before.</summary>
internal sealed class StepRecorder(IReadOnlyDictionary<Instruction, ProfileSpan> kernels)
{
    private readonly List<(ProfileSpan What, long Start, long End)> _notes = new(kernels.Count + 8);

    /// <summary>What was noted, in order.</summary>
    public IReadOnlyList<ProfileSpan> Spans =>
    [
        .. _notes.Select(n => n.What.Between(
            Stopwatch.GetElapsedTime(0, n.Start), Stopwatch.GetElapsedTime(0, n.End))),
    ];

    /// <summary>A kernel that began at a time has just ended.</summary>
    public void Ran(Instruction instruction, long start) =>
        _notes.Add((kernels[instruction], start, Stopwatch.GetTimestamp()));

    /// <summary>A kernel ran, all in all, for the time between two.</summary>
    public void Ran(Instruction instruction, long start, long end) => _notes.Add((kernels[instruction], start, end));

    /// <summary>Other work that began at a time has just ended.</summary>
    public void Did(string what, StepPhase phase, long bytes, long start) =>
        _notes.Add((new() { Op = what, Phase = phase, Bytes = bytes }, start, Stopwatch.GetTimestamp()));

    /// <summary>Kernels in words.</summary>
    /// <param name="graph">Where they are.</param>
    /// <param name="times">How often each runs in one run of the plan.</param>
    public static Dictionary<Instruction, ProfileSpan> Describe(PlanGraph graph, int times = 1)
    {
        var phases = StepPhases.Of(graph);
        return graph.Instructions.Where(i => !i.IsView).ToDictionary(i => i, i => new ProfileSpan
        {
            Op = i.Op.Name, Phase = phases[i], Place = i.Origin?.Label, Kernel = i.Kernel?.Name ?? "",
            Operands = PlanListing.Operands(i), Macs = times * i.Macs,
            Bytes = times * i.Inputs.Distinct().Concat(i.Outputs).Sum(v => v.Operand.Bytes),
        });
    }
}
