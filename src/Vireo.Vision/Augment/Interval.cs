namespace Vireo.Vision.Augment;

/// <summary>A closed range of numbers to draw from.</summary>
public readonly record struct Interval(float Low, float High)
{
    /// <summary>One number of the range, uniformly.</summary>
    public float Draw(Rng rng) => rng.Uniform(Low, High);

    /// <summary>A range about a centre, cut off at zero: <c>[max(0, centre − spread), centre + spread]</c>.</summary>
    public static Interval Around(float centre, float spread) => new(Math.Max(0, centre - spread), centre + spread);
}
