namespace Vireo.Layers.Initialisers;

/// <summary>The same number everywhere.</summary>
/// <param name="Value">The number.</param>
public sealed record Constant(double Value) : Initialiser
{
    /// <inheritdoc/>
    protected override void Draw(Span<double> values, Shape shape, Rng rng) => values.Fill(Value);
}
