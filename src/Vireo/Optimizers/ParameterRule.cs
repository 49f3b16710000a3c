namespace Vireo.Optimizers;

/// <summary>How one parameter learns, after all groups.</summary>
/// <param name="RateFactor">Factor of the learning rate.</param>
/// <param name="WeightDecay">Weight decay; zero for none.</param>
public readonly record struct ParameterRule(double RateFactor, double WeightDecay)
{
    /// <summary>Whether the parameter stays as it is.</summary>
    public bool IsFrozen => RateFactor == 0;
}
