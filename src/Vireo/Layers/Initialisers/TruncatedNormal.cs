namespace Vireo.Layers.Initialisers;

/// <summary>Normal numbers around zero; those farther out than <paramref name="Cut"/> deviations are drawn
/// again.</summary>
/// <param name="Deviation">Standard deviation before cutting.</param>
/// <param name="Cut">Deviations beyond which nothing is kept.</param>
public sealed record TruncatedNormal(double Deviation, double Cut = 2) : Initialiser
{
    /// <inheritdoc/>
    protected override void Draw(Span<double> values, Shape shape, Rng rng)
    {
        foreach (ref var value in values)
        {
            do
            {
                value = rng.Normal();
            }
            while (Math.Abs(value) > Cut);
            value *= Deviation;
        }
    }
}
