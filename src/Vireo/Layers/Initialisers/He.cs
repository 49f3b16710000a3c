namespace Vireo.Layers.Initialisers;

/// <summary>Keeps the variance of signals through layers with ReLU: normal with deviation √(2 / fan).</summary>
/// <remarks>He, Zhang, Ren, Sun 2015, arXiv:1502.01852.</remarks>
public sealed record He : Initialiser
{
    /// <summary>Whether the fan is that of the outputs (keeps gradients) instead of the inputs (keeps
    /// activations).</summary>
    public bool OfOutputs { get; init; }

    /// <inheritdoc/>
    protected override void Draw(Span<double> values, Shape shape, Rng rng)
    {
        var deviation = Math.Sqrt(2 / (OfOutputs ? FanOut(shape) : FanIn(shape)));
        foreach (ref var value in values) value = deviation * rng.Normal();
    }
}
