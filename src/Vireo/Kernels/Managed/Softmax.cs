using System.Numerics;

namespace Vireo.Kernels.Managed;

/// <summary>Softmax along the last axis: <c>y = e^(x - max) / Σ e^(x - max)</c>.</summary>
/// <remarks>Input: x, row-major. Output: y.</remarks>
/// <param name="rows">Product of all extents but the last.</param>
/// <param name="columns">The last extent.</param>
public sealed class Softmax<T>(int rows, int columns) : RowKernel<T>(rows, columns)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override string Name => "managed softmax";

    private protected override void Row(int row)
    {
        var x = Of(First, row);
        var y = Of(Output, row);
        Elementwise.Affine<T>(x, T.One, -RowReductions.Max<T>(x), y);
        VectorMath.Exp<T>(y, y);
        Elementwise.Affine<T>(y, T.One / RowReductions.Sum<T>(y), T.Zero, y);
    }
}
