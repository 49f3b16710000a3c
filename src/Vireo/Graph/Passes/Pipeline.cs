namespace Vireo.Graph.Passes;

/// <summary>The passes that turn captured ops into what runs, in their order.</summary>
internal sealed class Pipeline
{
    private readonly PlanGraph _graph;
    private readonly PassSwitch _switch;
    private readonly List<string> _notes = [];

    private Pipeline(PlanGraph graph, PassSwitch which) => (_graph, _switch) = (graph, which);

    /// <summary>Runs the passes.</summary>
    /// <param name="graph">The captured ops.</param>
    /// <param name="which">The optional passes that run.</param>
    /// <param name="repeats">Whether the plan is made for many runs; for one, constants have nothing to gain.</param>
    /// <param name="recompute">What is computed again instead of being kept.</param>
    /// <returns>What they did, for listings.</returns>
    public static IReadOnlyList<string> Run(
        PlanGraph graph, PassSwitch which, bool repeats, RecomputeLevel recompute)
    {
        var pipeline = new Pipeline(graph, which);
        var hasConstants = repeats && which.Allows(PassSwitch.Constants);
        if (hasConstants) HoistConstants.Mark(graph);
        if (hasConstants) pipeline.Optional(PassSwitch.FoldNorm, "drawn into weights", FoldBatchNorm.Run);
        // The library's activations turn NaN into numbers: where a guard watches for it they are not used.
        if (repeats && graph.Guard is null)
        {
            pipeline.Optional(PassSwitch.FuseConv, "drawn into convolutions", FuseConvolution.Run);
        }

        AssignLayouts.Run(graph);
        if (hasConstants) HoistConstants.Mark(graph);
        pipeline.Optional(PassSwitch.FuseElementwise, "drawn into chains of others", FuseElementwise.Run);
        RemoveDead.Run(graph);
        Schedule.Run(graph);
        var constants = HoistConstants.MoveToFront(graph);
        if (repeats)
        {
            pipeline._notes.Add(hasConstants
                ? $"{PassSwitch.Constants}: {constants} instructions run once"
                : $"{PassSwitch.Constants}: off");
        }

        if (recompute != RecomputeLevel.None)
        {
            var again = Recompute.Run(graph, recompute);
            pipeline._notes.Add($"{PassSwitch.Recompute}: {again} instructions run again in the backward pass");
        }

        return pipeline._notes;
    }

    private void Optional(string name, string what, Action<PlanGraph> pass)
    {
        if (!_switch.Allows(name))
        {
            _notes.Add($"{name}: off");
            return;
        }

        var before = _graph.Instructions.Count(i => !i.IsConstant);
        pass(_graph);
        _notes.Add($"{name}: {before - _graph.Instructions.Count(i => !i.IsConstant)} {what}");
    }
}
