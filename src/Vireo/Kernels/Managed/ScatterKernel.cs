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
        var (whole, part) = (_extent * Inner, _written * Inner);
        var index = new IndexRows(Second, _type, (long)outer * part, part, _shape, _axis);
        var before = First.Span<T>((long)outer * whole, whole);
        var source = Third.Span<T>((long)outer * part, part);
        var target = Output.Span<T>((long)outer * whole, whole);
        for (var row = start; row < whole; row += Inner) before.Slice(row, count).CopyTo(target[row..]);
        for (var row = start; row < part; row += Inner)
        {
            for (var i = 0; i < count; i++) target[index[row + i] * Inner + start + i] = source[row + i];
        }
    }
}
