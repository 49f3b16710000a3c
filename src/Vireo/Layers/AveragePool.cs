using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>The mean under a square window.</summary>
public sealed class AveragePool(int kernel, Window2d window, bool ceilMode = false, bool countPadding = true) : Module
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => x.AveragePool2d(kernel, window, ceilMode, countPadding);
}
