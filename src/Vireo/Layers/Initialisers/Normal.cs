namespace Vireo.Layers.Initialisers;

/// <summary>Normal numbers around zero.</summary>
/// <param name="Deviation">Standard deviation.</param>
public sealed record Normal(double Deviation) : Initialiser
{
    /// <inheritdoc/>
    protected override void Draw(Span<double> values, Shape shape, Rng rng)
    {
        foreach (ref var value in values) value = Deviation * rng.Normal();
    }
}
