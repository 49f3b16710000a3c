using System.Numerics;
using System.Runtime.CompilerServices;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>Gradient of max pooling: every output gradient goes to the pixel that won. Unpooling is the same, but the
/// last of several values stays.</summary>
/// <remarks>Inputs: dy (channels last), indices as <see cref="MaxPoolForward{T}"/> writes them. Output: dx, channels
/// last. A part owns some channels of one image, so windows that overlap add in the order of rows.</remarks>
public sealed class MaxPoolBackward<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int WantedParts = 16;
    private const int FewestChannels = 32;

    private readonly Pool2dGeometry _g;
    private readonly bool _overwrites;
    private readonly bool _isBrain;
    private readonly int _channelsPerPart;
    private readonly int _blocks;
    private readonly Action<int> _part;
    private MemorySlice _dy;
    private MemorySlice _indices;
    private MemorySlice _dx;

    /// <summary>Fixes the extents.</summary>
    /// <param name="geometry">N, C, H, W, OH and OW are used.</param>
    /// <param name="overwrites">Whether values replace each other instead of adding up; places are then checked: they
    /// may come from anywhere.</param>
    /// <param name="isBrain">Whether dy and dx are brain floats; sums are rounded after every term.</param>
    public MaxPoolBackward(Pool2dGeometry geometry, bool overwrites = false, bool isBrain = false)
    {
        // Whole rows of channels where there are images enough: memory is then walked through once, in order.
        var blocks = Blocking.Ceil(WantedParts, Math.Max(1, geometry.N));
        (_g, _overwrites, _isBrain, _part) = (geometry, overwrites, isBrain, Part);
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
        if (_isBrain) Part<ushort>(part);
        else Part<T>(part);
    }

    private void Part<TData>(int part)
        where TData : unmanaged
    {
        var (n, block) = Math.DivRem(part, _blocks);
        var first = block * _channelsPerPart;
        var count = Math.Min(_channelsPerPart, _g.C - first);
        var (plane, outputs) = (_g.H * _g.W, _g.OH * _g.OW);
        var dx = _dx.Span<TData>((long)n * plane * _g.C, plane * _g.C);
        var dy = _dy.Span<TData>((long)n * outputs * _g.C, outputs * _g.C);
        var indices = _indices.Span<int>((long)n * outputs * _g.C, outputs * _g.C);
        for (var pixel = 0; pixel < plane; pixel++) dx.Slice(pixel * _g.C + first, count).Clear();
        for (var output = 0; output < outputs; output++)
        {
            var gradient = dy.Slice(output * _g.C + first, count);
            var winner = indices.Slice(output * _g.C + first, count);
            if (_overwrites) Put(gradient, winner, dx, first);
            else Add(gradient, winner, dx, first);
        }
    }

    private void Add<TData>(Span<TData> values, ReadOnlySpan<int> places, Span<TData> plane, int first)
        where TData : unmanaged
    {
        for (var c = 0; c < values.Length; c++)
        {
            if (places[c] < 0) continue;
            ref var sum = ref plane[places[c] * _g.C + first + c];
            // Most pixels win once at most: no sum to be rounded.
            if (typeof(TData) == typeof(ushort) && Unsafe.As<TData, ushort>(ref sum) == 0)
            {
                sum = values[c];
                continue;
            }

            (Lanes1<T>.Read(ref sum, 0) + Lanes1<T>.Read(ref values[c], 0)).Write(ref sum, 0);
        }
    }

    private void Put<TData>(Span<TData> values, ReadOnlySpan<int> places, Span<TData> plane, int first)
        where TData : unmanaged
    {
        for (var c = 0; c < values.Length; c++)
        {
            if (MaxUnpool2d.IsInside(places[c], _g.H, _g.W)) plane[places[c] * _g.C + first + c] = values[c];
        }
    }
}
