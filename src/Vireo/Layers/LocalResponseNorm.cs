using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Divides by what neighbouring channels show at the same place; see
/// <see cref="LocalResponseNormOp"/>.</summary>
public sealed class LocalResponseNorm(int size, double alpha = 1e-4, double beta = 0.75, double k = 1) : Module
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => x.LocalResponseNorm(size, alpha, beta, k);
}
