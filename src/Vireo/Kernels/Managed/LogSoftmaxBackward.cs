using System.Numerics;

namespace Vireo.Kernels.Managed;

/// <summary>Gradient of the logarithm of softmax: <c>dx = dy - e^y · Σ dy</c>.</summary>
/// <remarks>Inputs: y (the result of the forward pass), dy. Output: dx.</remarks>
/// <param name="rows">Product of all extents but the last.</param>
/// <param name="columns">The last extent.</param>
public sealed class LogSoftmaxBackward<T>(int rows, int columns) : RowKernel<T>(rows, columns)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override string Name => "managed log-softmax backward";

    private protected override void Row(int row)
    {
        var dy = Of(Second, row);
        var dx = Of(Output, row);
        VectorMath.Exp<T>(Of(First, row), dx);
        Elementwise.Affine<T>(dx, -RowReductions.Sum<T>(dy), T.Zero, dx);
        Elementwise.Add<T>(dy, dx);
    }
}
