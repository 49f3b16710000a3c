using System.Numerics;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>Gives every pixel back its share of the samples of a deformable convolution.</summary>
/// <remarks>Inputs: columns (row-major), offsets and perhaps mask (channels last). Output: dx, channels last. A part
/// owns some channels of one image and takes the samples in their order.</remarks>
internal sealed class DeformableBackwardData<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Conv2dGeometry _g;
    private readonly DeformableColumnsBackwardData _op;
    private readonly DeformedPatches<T> _patches;
    private readonly ChannelBlocks _blocks;
    private readonly Action<int> _part;
    private MemorySlice _columns;
    private MemorySlice _dx;

    public DeformableBackwardData(DeformableColumnsBackwardData op)
    {
        (_g, _op, _part) = (op.Geometry(op.Shape), op, Part);
        _patches = new(_g, op, op.Part);
        _blocks = new(_g.N, _g.C);
    }

    /// <inheritdoc/>
    public override string Name => "managed deformable backward data";

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_columns, _dx) = (inputs[0], outputs[0]);
        _patches.Bind(inputs[1], _op.HasMask ? inputs[2] : null);
        Workers.For(_blocks.Parts, _part);
        (_columns, _dx) = (default, default);
        _patches.Bind(default, null);
    }

    private void Part(int part)
    {
        var (n, first, count) = _blocks.Of(part);
        var (pixels, places, taps) = (_g.H * _g.W, _g.OH * _g.OW, _g.KH * _g.KW);
        var dx = _dx.Span<T>((long)n * pixels * _g.C, pixels * _g.C);
        for (var pixel = 0; pixel < pixels; pixel++) dx.Slice(pixel * _g.C + first, count).Clear();
        for (var place = n * places; place < (n + 1) * places; place++)
        {
            for (var tap = 0; tap < taps; tap++)
            {
                var column = _columns.Span<T>(((long)place * taps + tap) * _g.C + first, count);
                Spread(place, tap, first, column, dx);
            }
        }
    }

    private void Spread(int place, int tap, int first, ReadOnlySpan<T> column, Span<T> dx)
    {
        var perGroup = _g.C / _op.OffsetGroups;
        for (var c = first; c < first + column.Length;)
        {
            var group = c / perGroup;
            var end = Math.Min((group + 1) * perGroup, first + column.Length);
            var run = column[(c - first)..(end - first)];
            var sample = _patches.Sample(place, tap, group, out var factor);
            var (w00, w01, w10, w11) = sample.Weights(_op.Part);
            Add(run, sample.P00, w00, factor, c, dx);
            Add(run, sample.P01, w01, factor, c, dx);
            Add(run, sample.P10, w10, factor, c, dx);
            Add(run, sample.P11, w11, factor, c, dx);
            c = end;
        }
    }

    private void Add(ReadOnlySpan<T> run, int pixel, double weight, T factor, int c, Span<T> dx)
    {
        if (pixel < 0 || weight == 0) return;
        ChannelRun.AddScaled(run, T.CreateTruncating(weight) * factor, dx.Slice(pixel * _g.C + c, run.Length));
    }
}
