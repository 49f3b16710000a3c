namespace Vireo.Layers;

/// <summary>Stochastic depth: drops a residual branch for whole samples while training.</summary>
/// <remarks>Huang et al. 2016, arXiv:1603.09382.</remarks>
public sealed class DropPath(double probability) : Module
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass)
    {
        var mask = new int[x.Shape.Rank];
        Array.Fill(mask, 1);
        mask[0] = x.Shape[0];
        return pass.Dropout(x, probability, Shape.Create(mask));
    }
}
