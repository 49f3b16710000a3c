using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>Picks elements along an axis by I64 or I32 indices.</summary>
internal sealed class GatherKernel<T>(Gather op, Operand x, Operand index) : Kernel
    where T : unmanaged
{
    // Extents behind and along the axis.
    private readonly long _inner = Product(x.Shape.Extents[(op.Axis + 1)..]);
    private readonly int _extent = x.Shape[op.Axis];
    private readonly int _picked = index.Shape[op.Axis];

    public override string Name => "managed gather";

    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        var source = inputs[0].Span<T>();
        var target = outputs[0].Span<T>();
        for (var i = 0; i < target.Length; i++)
        {
            var place = index.DType == DType.I64 ? inputs[1].Span<long>()[i] : inputs[1].Span<int>()[i];
            if (place < 0 || place >= _extent) throw Gather.OutOfRange(place, op.Axis, x.Shape);
            var outer = i / (_picked * _inner);
            target[i] = source[(int)((outer * _extent + place) * _inner + i % _inner)];
        }
    }

    private static long Product(ReadOnlySpan<int> extents)
    {
        var product = 1L;
        foreach (var extent in extents) product *= extent;
        return product;
    }
}
