namespace Vireo.Kernels.Managed;

/// <summary>Copies a value, then writes elements along an axis where I64 or I32 indices say; of several for one place
/// the last stays.</summary>
internal sealed class ScatterKernel<T>(int axis, Shape shape, Operand index)
    : LaneKernel(shape, axis, shape[axis] + 2L * index.Shape[axis])
    where T : unmanaged
{
    private readonly int _axis = axis;
    private readonly Shape _shape = shape;
    private readonly DType _type = index.DType;
    private readonly int _extent = shape[axis];
    private readonly int _written = index.Shape[axis];

    public override string Name => "managed scatter";

    protected override void Lanes(int outer, int start, int count)
    {
        for (var p = 0; p < _extent; p++)
        {
            var row = ((long)outer * _extent + p) * Inner + start;
            First.Span<T>(row, count).CopyTo(Output.Span<T>(row, count));
        }

        var target = Output.Span<T>((long)outer * _extent * Inner, _extent * Inner);
        for (var p = 0; p < _written; p++)
        {
            var row = (outer * _written + p) * Inner + start;
            var source = Third.Span<T>(row, count);
            for (var i = 0; i < count; i++)
            {
                var place = IndexKernels.Place(Second, _type, row + i, _shape, _axis);
                target[place * Inner + start + i] = source[i];
            }
        }
    }
}
