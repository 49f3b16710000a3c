namespace Vireo.Layers.Initialisers;

/// <summary>Keeps the variance of signals through linear layers: uniform in ±√(6 / (fan in + fan out)).</summary>
/// <remarks>Glorot, Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks".</remarks>
public sealed record Xavier : Initialiser
{
    /// <inheritdoc/>
    protected override void Draw(Span<double> values, Shape shape, Rng rng)
    {
        var bound = Math.Sqrt(6 / (FanIn(shape) + FanOut(shape)));
        foreach (ref var value in values) value = bound * (2 * rng.UniformDouble() - 1);
    }
}
