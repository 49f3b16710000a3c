using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Power sums under a square window; see <see cref="LpPoolOp"/>.</summary>
public sealed class LpPool(double p, int kernel, Window2d window, bool ceilMode = false) : Module
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => x.LpPool2d(p, kernel, kernel, window, ceilMode);
}
