using System.Numerics;

namespace Vireo.Kernels.Managed;

/// <summary>Adds elements up along an axis where I64 or I32 indices say, in their order.</summary>
/// <param name="axis">The axis.</param>
/// <param name="shape">Extents of the result.</param>
/// <param name="index">The second input.</param>
internal sealed class ScatterAddKernel<T>(int axis, Shape shape, Operand index)
    : LaneKernel(shape, axis, shape[axis] + 2L * index.Shape[axis])
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int _axis = axis;
    private readonly Shape _shape = shape;
    private readonly DType _type = index.DType;
    private readonly int _extent = shape[axis];
    private readonly int _added = index.Shape[axis];

    public override string Name => "managed scatter-add";

    protected override void Lanes(int outer, int start, int count)
    {
        var target = Output.Span<T>((long)outer * _extent * Inner, _extent * Inner);
        for (var p = 0; p < _extent; p++) target.Slice(p * Inner + start, count).Clear();
        for (var p = 0; p < _added; p++)
        {
            var row = (outer * _added + p) * Inner + start;
            var source = First.Span<T>(row, count);
            for (var i = 0; i < count; i++)
            {
                var place = IndexKernels.Place(Second, _type, row + i, _shape, _axis);
                target[place * Inner + start + i] += source[i];
            }
        }
    }
}
