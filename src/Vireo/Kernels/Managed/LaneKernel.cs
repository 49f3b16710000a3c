using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Base of kernels that work along one axis of row-major values, every lane by itself: a lane is what one
/// choice of all other places leaves. Lanes that lie side by side are handed over together.</summary>
internal abstract class LaneKernel : Kernel
{
    private const int PartElements = 1 << 14;
    private const int NarrowestBlock = 16;

    private readonly int _outer;
    private readonly int _blocks;
    private readonly int _width;
    private readonly int _outersPerPart;
    private readonly int _parts;
    private readonly Action<int> _part;

    /// <param name="shape">Extents of a value.</param>
    /// <param name="axis">The axis that lanes lie along.</param>
    /// <param name="length">Elements that the work on a lane touches: what parts are cut by.</param>
    protected LaneKernel(Shape shape, int axis, long length)
    {
        (_outer, Inner) = (Product(shape.Extents[..axis]), Product(shape.Extents[(axis + 1)..]));
        length = Math.Max(1, length);
        _width = (int)Math.Min(Inner, Math.Max(NarrowestBlock, PartElements / length));
        _blocks = Inner == 0 ? 0 : Blocking.Ceil(Inner, _width);
        _outersPerPart = _blocks == 1 ? (int)Math.Max(1, PartElements / (length * Inner)) : 1;
        _parts = checked(Blocking.Ceil(_outer, _outersPerPart) * _blocks);
        _part = Part;
    }

    /// <summary>Extents behind the axis, multiplied: the distance of neighbours in a lane.</summary>
    protected int Inner { get; }

    protected MemorySlice First { get; private set; }

    protected MemorySlice Second { get; private set; }

    protected MemorySlice Third { get; private set; }

    protected MemorySlice Output { get; private set; }

    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (First, Output) = (inputs[0], outputs[0]);
        Second = inputs.Length > 1 ? inputs[1] : default;
        Third = inputs.Length > 2 ? inputs[2] : default;
        Workers.For(_parts, _part);
        (First, Second, Third, Output) = (default, default, default, default);
    }

    /// <summary>Computes lanes that lie side by side.</summary>
    /// <param name="outer">Their common place in front of the axis.</param>
    /// <param name="start">The first lane's place behind the axis.</param>
    /// <param name="count">Number of lanes.</param>
    protected abstract void Lanes(int outer, int start, int count);

    /// <summary>The product of extents.</summary>
    protected static int Product(ReadOnlySpan<int> extents)
    {
        var product = 1;
        foreach (var extent in extents) product = checked(product * extent);
        return product;
    }

    private void Part(int part)
    {
        if (_blocks > 1)
        {
            var start = part % _blocks * _width;
            Lanes(part / _blocks, start, Math.Min(_width, Inner - start));
            return;
        }

        var end = Math.Min((part + 1) * _outersPerPart, _outer);
        for (var outer = part * _outersPerPart; outer < end; outer++) Lanes(outer, 0, Inner);
    }
}
