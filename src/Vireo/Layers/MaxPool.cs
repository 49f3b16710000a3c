using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>The greatest element under a square window.</summary>
public sealed class MaxPool(int kernel, Window2d window, bool ceilMode = false) : Module
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => x.MaxPool2d(kernel, window, ceilMode);
}
