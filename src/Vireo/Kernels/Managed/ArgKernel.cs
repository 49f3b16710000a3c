using System.Numerics;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>Places of the greatest or least elements along an axis, as I64.</summary>
internal sealed class ArgKernel<T>(ArgOp op, Shape shape) : LaneKernel(shape, op.Axis, shape[op.Axis])
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int _extent = shape[op.Axis];
    private readonly bool _least = op is ArgMin;

    public override string Name => $"managed {op.Name}";

    protected override void Lanes(int outer, int start, int count)
    {
        var x = First.Span<T>((long)outer * _extent * Inner, _extent * Inner);
        var y = Output.Span<long>((long)outer * Inner + start, count);
        y.Clear();
        for (var p = 1; p < _extent; p++)
        {
            for (var i = 0; i < count; i++)
            {
                var (value, best) = (x[p * Inner + start + i], x[(int)y[i] * Inner + start + i]);
                var better = _least ? value < best : value > best;
                if (better || (T.IsNaN(value) && !T.IsNaN(best))) y[i] = p;
            }
        }
    }
}
