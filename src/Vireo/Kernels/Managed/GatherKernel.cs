namespace Vireo.Kernels.Managed;

/// <summary>Picks elements along an axis by I64 or I32 indices.</summary>
internal sealed class GatherKernel<T>(int axis, Shape shape, Operand index)
    : LaneKernel(index.Shape, axis, 2L * index.Shape[axis])
    where T : unmanaged
{
    private readonly int _axis = axis;
    private readonly Shape _shape = shape;
    private readonly DType _type = index.DType;
    private readonly int _extent = shape[axis];
    private readonly int _picked = index.Shape[axis];

    public override string Name => "managed gather";

    protected override void Lanes(int outer, int start, int count)
    {
        var index = new IndexRows(Second, _type, (long)outer * _picked * Inner, _picked * Inner, _shape, _axis);
        var source = First.Span<T>((long)outer * _extent * Inner, _extent * Inner);
        var target = Output.Span<T>((long)outer * _picked * Inner, _picked * Inner);
        for (var row = start; row < target.Length; row += Inner)
        {
            for (var i = 0; i < count; i++) target[row + i] = source[index[row + i] * Inner + start + i];
        }
    }
}
