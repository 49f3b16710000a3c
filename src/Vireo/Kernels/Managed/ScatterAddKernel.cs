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
        var (whole, part) = (_extent * Inner, _added * Inner);
        var index = new IndexRows(Second, _type, (long)outer * part, part, _shape, _axis);
        var source = First.Span<T>((long)outer * part, part);
        var target = Output.Span<T>((long)outer * whole, whole);
        for (var row = start; row < whole; row += Inner) target.Slice(row, count).Clear();
        for (var row = start; row < part; row += Inner)
        {
            for (var i = 0; i < count; i++) target[index[row + i] * Inner + start + i] += source[row + i];
        }
    }
}
