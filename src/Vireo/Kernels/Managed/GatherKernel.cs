namespace Vireo.Kernels.Managed;

/// <summary>Picks elements along an axis by I64 or I32 indices.</summary>
internal sealed class GatherKernel<T>(int axis, Shape shape, Operand index)
    : LaneKernel(index.Shape, axis, 2L * index.Shape[axis])
    where T : unmanaged
{
    private readonly int _axis = axis;
    private readonly Shape _shape = shape;
    private readonly DType _type = index.DType;
    private readonly int _picked = index.Shape[axis];

    public override string Name => "managed gather";

    protected override void Lanes(int outer, int start, int count)
    {
        var source = First.Span<T>((long)outer * _shape[_axis] * Inner, _shape[_axis] * Inner);
        for (var p = 0; p < _picked; p++)
        {
            var row = (outer * _picked + p) * Inner + start;
            var target = Output.Span<T>(row, count);
            for (var i = 0; i < count; i++)
            {
                var place = IndexKernels.Place(Second, _type, row + i, _shape, _axis);
                target[i] = source[place * Inner + start + i];
            }
        }
    }
}
