using System.Numerics;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>Gradient of pooling regions.</summary>
/// <remarks>Inputs: dy and places (channels last), regions. Output: dx, channels last. A part owns some channels of one
/// image and takes the regions in their order.</remarks>
internal sealed class RoiPoolBackward<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Shape _images;
    private readonly int _count;
    private readonly int _cells;
    private readonly ChannelBlocks _blocks;
    private readonly Action<int> _part;
    private MemorySlice _dy;
    private MemorySlice _places;
    private MemorySlice _regions;
    private MemorySlice _dx;

    public RoiPoolBackward(Ops.RoiPoolBackward op, int count)
    {
        (_images, _count, _cells) = (op.Shape, count, op.Forward.Height * op.Forward.Width);
        (_blocks, _part) = (new(_images[0], _images[1]), Part);
    }

    /// <inheritdoc/>
    public override string Name => "managed region pooling backward";

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_dy, _places, _regions, _dx) = (inputs[0], inputs[1], inputs[2], outputs[0]);
        Workers.For(_blocks.Parts, _part);
        (_dy, _places, _regions, _dx) = (default, default, default, default);
    }

    private void Part(int part)
    {
        var (n, first, count) = _blocks.Of(part);
        var (c, pixels) = (_images[1], _images[2] * _images[3]);
        var dx = _dx.Span<T>((long)n * pixels * c, pixels * c);
        for (var pixel = 0; pixel < pixels; pixel++) dx.Slice(pixel * c + first, count).Clear();
        var regions = _regions.Span<T>();
        for (var cell = 0; cell < _count * _cells; cell++)
        {
            var number = double.CreateTruncating(regions[cell / _cells * 5]);
            if (Regions.Image(number, _images[0]) != n) continue;
            var dy = _dy.Span<T>((long)cell * c + first, count);
            var places = _places.Span<int>((long)cell * c + first, count);
            for (var k = 0; k < dy.Length; k++)
            {
                if (places[k] >= 0) dx[places[k] * c + first + k] += dy[k];
            }
        }
    }
}
