using System.Numerics;
using System.Numerics.Tensors;

namespace Vireo.Kernels.Managed;

/// <summary>Running sums along an axis; a lane that lies in one piece is summed in double.</summary>
internal sealed class CumulativeSumKernel<T>(int axis, bool reverse, Shape shape)
    : LaneKernel(shape, axis, 2L * shape[axis])
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int _extent = shape[axis];

    public override string Name => "managed cumulative sum";

    protected override void Lanes(int outer, int start, int count)
    {
        if (Inner == 1)
        {
            Lane(First.Span<T>((long)outer * _extent, _extent), Output.Span<T>((long)outer * _extent, _extent));
            return;
        }

        for (var step = 0; step < _extent; step++)
        {
            var x = First.Span<T>(Row(outer, step) + start, count);
            var y = Output.Span<T>(Row(outer, step) + start, count);
            if (step == 0) x.CopyTo(y);
            else TensorPrimitives.Add(x, Output.Span<T>(Row(outer, step - 1) + start, count), y);
        }
    }

    private long Row(int outer, int step) => ((long)outer * _extent + (reverse ? _extent - 1 - step : step)) * Inner;

    private void Lane(ReadOnlySpan<T> x, Span<T> y)
    {
        var sum = 0.0;
        for (var step = 0; step < y.Length; step++)
        {
            var i = reverse ? y.Length - 1 - step : step;
            y[i] = T.CreateTruncating(sum += double.CreateTruncating(x[i]));
        }
    }
}
