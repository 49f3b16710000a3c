using System.Numerics;

namespace Vireo.Kernels.Managed;

/// <summary>Gradient of softmax: <c>dx = y · (dy - Σ y·dy)</c>.</summary>
/// <remarks>Inputs: y (the result of the forward pass), dy. Output: dx.</remarks>
/// <param name="rows">Product of all extents but the last.</param>
/// <param name="columns">The last extent.</param>
public sealed class SoftmaxBackward<T>(int rows, int columns) : RowKernel<T>(rows, columns)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override string Name => "managed softmax backward";

    private protected override void Row(int row)
    {
        var y = Of(First, row);
        var dy = Of(Second, row);
        Elementwise.ShiftedProduct<T>(y, dy, RowReductions.Dot<T>(y, dy), Of(Output, row));
    }
}
