namespace Vireo.Vision.Augment;

/// <summary>A closed range of whole numbers to draw from.</summary>
public readonly record struct IntRange(int Low, int High)
{
    /// <summary>One number of the range, uniformly.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty.</exception>
    public int Draw(Rng rng) => Low + rng.Below(High - Low + 1);
}
