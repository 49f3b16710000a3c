namespace Vireo.Kernels.Managed;

/// <summary>Copies whole slices of an axis by I64 or I32 indices.</summary>
internal sealed class IndexSelectKernel<T>(int axis, Shape shape, Operand index)
    : LaneKernel(shape.With(axis, 1), axis, index.Shape.Count)
    where T : unmanaged
{
    private readonly int _axis = axis;
    private readonly Shape _shape = shape;
    private readonly DType _type = index.DType;
    private readonly int _extent = shape[axis];
    private readonly int _picked = index.Shape[0];

    public override string Name => "managed index select";

    protected override void Lanes(int outer, int start, int count)
    {
        var index = new IndexRows(Second, _type, 0, _picked, _shape, _axis);
        var source = First.Span<T>((long)outer * _extent * Inner, _extent * Inner);
        var target = Output.Span<T>((long)outer * _picked * Inner, _picked * Inner);
        if (Inner == 1)
        {
            for (var p = 0; p < target.Length; p++) target[p] = source[index[p]];
            return;
        }

        for (var p = 0; p < _picked; p++)
        {
            source.Slice(index[p] * Inner + start, count).CopyTo(target[(p * Inner + start)..]);
        }
    }
}
