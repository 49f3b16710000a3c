namespace Vireo.Kernels.Managed;

/// <summary>Copies whole slices of an axis by I64 or I32 indices.</summary>
internal sealed class IndexSelectKernel<T>(int axis, Shape shape, Operand index)
    : LaneKernel(shape.With(axis, 1), axis, index.Shape.Count)
    where T : unmanaged
{
    private readonly int _axis = axis;
    private readonly Shape _shape = shape;
    private readonly DType _type = index.DType;
    private readonly int _picked = index.Shape[0];

    public override string Name => "managed index select";

    protected override void Lanes(int outer, int start, int count)
    {
        for (var p = 0; p < _picked; p++)
        {
            var place = IndexKernels.Place(Second, _type, p, _shape, _axis);
            First.Span<T>(((long)outer * _shape[_axis] + place) * Inner + start, count)
                .CopyTo(Output.Span<T>(((long)outer * _picked + p) * Inner + start, count));
        }
    }
}
