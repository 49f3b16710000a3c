using System.Numerics;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Gradient of max pooling: every output gradient goes to the pixel that won.</summary>
/// <remarks>Inputs: dy (channels last), indices as <see cref="MaxPoolForward{T}"/> writes them. Output: dx, channels
/// last. A part owns some channels of one image, so windows that overlap add in the order of rows.</remarks>
public sealed class MaxPoolBackward<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int WantedParts = 16;
    private const int FewestChannels = 32;

    private readonly Pool2dGeometry _g;
    private readonly int _channelsPerPart;
    private readonly int _blocks;
    private readonly Action<int> _part;
    private MemorySlice _dy;
    private MemorySlice _indices;
    private MemorySlice _dx;

    /// <summary>Fixes the extents.</summary>
    public MaxPoolBackward(Pool2dGeometry geometry)
    {
        // Whole rows of channels where there are images enough: memory is then walked through once, in order.
        var blocks = Blocking.Ceil(WantedParts, Math.Max(1, geometry.N));
        (_g, _part) = (geometry, Part);
        _channelsPerPart = Math.Max(FewestChannels, Blocking.Ceil(geometry.C, blocks));
        _blocks = Blocking.Ceil(geometry.C, _channelsPerPart);
    }

    /// <inheritdoc/>
    public override string Name => "managed max pooling backward";

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_dy, _indices, _dx) = (inputs[0], inputs[1], outputs[0]);
        Workers.For(_g.N * _blocks, _part);
        (_dy, _indices, _dx) = (default, default, default);
    }

    private void Part(int part)
    {
        var (n, block) = Math.DivRem(part, _blocks);
        var first = block * _channelsPerPart;
        var count = Math.Min(_channelsPerPart, _g.C - first);
        var (plane, outputs) = (_g.H * _g.W, _g.OH * _g.OW);
        var dx = _dx.Span<T>((long)n * plane * _g.C, plane * _g.C);
        var dy = _dy.Span<T>((long)n * outputs * _g.C, outputs * _g.C);
        var indices = _indices.Span<int>((long)n * outputs * _g.C, outputs * _g.C);
        for (var pixel = 0; pixel < plane; pixel++) dx.Slice(pixel * _g.C + first, count).Clear();
        for (var output = 0; output < outputs; output++)
        {
            var gradient = dy.Slice(output * _g.C + first, count);
            var winner = indices.Slice(output * _g.C + first, count);
            for (var c = 0; c < gradient.Length; c++)
            {
                if (winner[c] >= 0) dx[winner[c] * _g.C + first + c] += gradient[c];
            }
        }
    }
}
