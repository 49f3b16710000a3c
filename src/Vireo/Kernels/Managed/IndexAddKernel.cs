using System.Numerics;
using System.Numerics.Tensors;

namespace Vireo.Kernels.Managed;

/// <summary>Adds whole slices of an axis up where I64 or I32 indices say, in their order.</summary>
/// <param name="axis">The axis.</param>
/// <param name="shape">Extents of the result.</param>
/// <param name="index">The second input.</param>
internal sealed class IndexAddKernel<T>(int axis, Shape shape, Operand index)
    : LaneKernel(shape, axis, shape[axis] + index.Shape.Count)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int _axis = axis;
    private readonly Shape _shape = shape;
    private readonly DType _type = index.DType;
    private readonly int _extent = shape[axis];
    private readonly int _added = index.Shape[0];

    public override string Name => "managed index add";

    protected override void Lanes(int outer, int start, int count)
    {
        var (whole, part) = (_extent * Inner, _added * Inner);
        var index = new IndexRows(Second, _type, 0, _added, _shape, _axis);
        var source = First.Span<T>((long)outer * part, part);
        var target = Output.Span<T>((long)outer * whole, whole);
        for (var row = start; row < whole; row += Inner) target.Slice(row, count).Clear();
        for (var p = 0; p < _added; p++)
        {
            var sum = target.Slice(index[p] * Inner + start, count);
            TensorPrimitives.Add(sum, source.Slice(p * Inner + start, count), sum);
        }
    }
}
