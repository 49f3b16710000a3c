using System.Numerics;

namespace Vireo.Kernels.Managed;

/// <summary>Logarithm of the softmax along the last axis: <c>y = x - max - ln Σ e^(x - max)</c>.</summary>
/// <remarks>Input: x, row-major. Output: y.</remarks>
/// <param name="rows">Product of all extents but the last.</param>
/// <param name="columns">The last extent.</param>
public sealed class LogSoftmax<T>(int rows, int columns) : RowKernel<T>(rows, columns)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override string Name => "managed log-softmax";

    private protected override void Row(int row)
    {
        var x = Of(First, row);
        var y = Of(Output, row);
        var max = RowReductions.Max<T>(x);
        Elementwise.Affine<T>(x, T.One, -max, y);
        VectorMath.Exp<T>(y, y);
        var log = T.Log(RowReductions.Sum<T>(y));

        // Two subtractions: the sum of maximum and logarithm would round away the latter's digits.
        Elementwise.Affine<T>(x, T.One, -max, y);
        Elementwise.Affine<T>(y, T.One, -log, y);
    }
}
