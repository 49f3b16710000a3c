using System.Numerics;

namespace Vireo.Kernels.Managed;

/// <summary>Sum over the last axis: <c>[…, K] → […]</c>.</summary>
/// <remarks>Input: row-major. Output: one number per row.</remarks>
/// <param name="rows">Product of all extents but the last.</param>
/// <param name="columns">The last extent.</param>
public sealed class RowSum<T>(int rows, int columns) : RowKernel<T>(rows, columns)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Block = 4096;

    /// <inheritdoc/>
    public override string Name => "managed row sum";

    private protected override void Row(int row)
    {
        ReadOnlySpan<T> x = Of(First, row);
        var sum = 0.0;
        for (; !x.IsEmpty; x = x[Math.Min(Block, x.Length)..])
        {
            sum += double.CreateTruncating(RowReductions.Sum(x[..Math.Min(Block, x.Length)]));
        }

        Output.Span<T>(row, 1)[0] = T.CreateTruncating(sum);
    }
}
