namespace Vireo.Layers.Initialisers;

/// <summary>Uniform in ±1 / √fan: PyTorch's default for linear layers, weights and biases alike.</summary>
/// <param name="Fan">Inputs of the layer; those of the weight's shape when zero.</param>
public sealed record FanInUniform(int Fan = 0) : Initialiser
{
    /// <inheritdoc/>
    protected override void Draw(Span<double> values, Shape shape, Rng rng)
    {
        var bound = 1 / Math.Sqrt(Fan == 0 ? FanIn(shape) : Fan);
        foreach (ref var value in values) value = bound * (2 * rng.UniformDouble() - 1);
    }
}
