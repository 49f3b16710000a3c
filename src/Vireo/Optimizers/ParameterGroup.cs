namespace Vireo.Optimizers;

/// <summary>What is different for the parameters that a pattern matches. What is null here is as it was: for a
/// parameter that several groups match, each setting comes from the last group that gives it.</summary>
/// <param name="Pattern">Path of a parameter or of a part of the model, with all that lies below it. <c>*</c> stands
/// for any text without a dot, <c>**</c> for any text: <c>layer1</c>, <c>layer*.0.conv1</c>, <c>**.bias</c>.</param>
public sealed record ParameterGroup(string Pattern)
{
    /// <summary>Factor of the learning rate; zero freezes.</summary>
    public double? RateFactor { get; init; }

    /// <summary>Weight decay in place of the optimizer's, for those that decay at all.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>Whether the parameters are left as they are: not updated, nothing remembered for them.</summary>
    public bool? IsFrozen { get; init; }
}
