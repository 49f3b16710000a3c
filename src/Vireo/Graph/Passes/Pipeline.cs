using Vireo.Quantisation;

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
        if (repeats) pipeline.Optional(PassSwitch.FuseNorm, "drawn into batch norm", FuseBatchNorm.Run);
        if (graph.Precision.Compute == DType.BF16) pipeline.LowerPrecision();
        if (graph.Precision.Quantisation is { } table && hasConstants) pipeline.Quantise(table);
        // The library's activations turn NaN into numbers: where a guard watches for it they are not used.
        if (repeats && graph.Guard is null)
        {
            pipeline.Optional(PassSwitch.FuseConv, "drawn into convolutions", FuseConvolution.Run);
        }

        if (repeats && which.Allows(PassSwitch.MultiTensor)) SumSquares.Run(graph);
        AssignLayouts.Run(graph);
        pipeline.Optional(PassSwitch.Reorders, "copies left out", RemoveReorders.Run, constantsToo: true);
        pipeline.Optional(PassSwitch.Equal, "equal ones left out", RemoveEqual.Run, constantsToo: true);
        if (hasConstants) HoistConstants.Mark(graph);
        pipeline.Optional(PassSwitch.FuseElementwise, "drawn into chains of others", FuseElementwise.Run);
        RemoveDead.Run(graph);
        if (repeats) pipeline.Optional(PassSwitch.MultiTensor, "drawn into batches", BatchUpdates.Run);
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

    private void LowerPrecision() => _notes.Add($"{PassSwitch.Precision}: " + (_switch.Allows(PassSwitch.Precision)
        ? AssignPrecision.Run(_graph, _graph.Precision)
        : "off"));

    private void Quantise(QuantisationTable table) => _notes.Add($"{PassSwitch.Precision}: "
        + (_switch.Allows(PassSwitch.Precision) ? AssignBytes.Run(_graph, table) : "off"));

    /// <param name="name">Of the pass.</param>
    /// <param name="what">Happened to the instructions that are gone.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="constantsToo">Whether those count that run once only.</param>
    private void Optional(string name, string what, Action<PlanGraph> pass, bool constantsToo = false)
    {
        int Count() => _graph.Instructions.Count(i => constantsToo || !i.IsConstant);
        if (!_switch.Allows(name))
        {
            _notes.Add($"{name}: off");
            return;
        }

        var before = Count();
        pass(_graph);
        _notes.Add($"{name}: {before - Count()} {what}");
    }
}
