using Vireo.Pruning;

namespace Vireo.Training.Classification;

/// <summary>What became of a model.</summary>
/// <param name="Run">Full path of the folder of the pruned run.</param>
/// <param name="Plan">What was taken out.</param>
/// <param name="MacsBefore">Multiply-adds of the prediction of one image, as the engine counts them.</param>
/// <param name="MacsAfter">The same of what is left.</param>
/// <param name="ParametersBefore">Numbers that learn.</param>
/// <param name="ParametersAfter">The same of what is left.</param>
public sealed record PruneOutcome(
    string Run, PrunePlan Plan, long MacsBefore, long MacsAfter, long ParametersBefore, long ParametersAfter);
