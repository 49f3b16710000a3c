namespace Vireo.Training.Config;

/// <summary>Which images an epoch learns from; see <see cref="Vision.Datasets.Sampling"/>.</summary>
public enum SamplerKind
{
    /// <summary>Each once, in random order.</summary>
    Shuffled,

    /// <summary>Every class equally often, without repeats where a class has images enough.</summary>
    Balanced,

    /// <summary>Drawn with replacement, each class as likely as any other.</summary>
    Weighted,

    /// <summary>A class is drawn, then an image of it; both are used up before they come again.</summary>
    ClassAware,
}
