using System.Numerics;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>The matrix of a deformable convolution, sampled when it is packed.</summary>
internal sealed class DeformedPatches<T> : Patches<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Conv2dGeometry _g;
    private readonly BilinearPart _part;
    private readonly int _offsetGroups;
    private readonly int _first;
    private readonly int _channels;
    private MemorySlice _offsets;
    private MemorySlice? _mask;

    /// <summary>Columns are the channels of a group.</summary>
    public DeformedPatches(Conv2dGeometry geometry, DeformableOp op, BilinearPart part, int group = 0)
    {
        (_g, _part, _offsetGroups) = (geometry, part, op.OffsetGroups);
        _channels = geometry.C / geometry.Groups;
        _first = group * _channels;
    }

    /// <summary>Sets what moves and weighs the samples, both channels last.</summary>
    public void Bind(MemorySlice offsets, MemorySlice? mask) => (_offsets, _mask) = (offsets, mask);

    /// <summary>The sample of a tap for an offset group, and the factor the mask has for it.</summary>
    public DeformableSample Sample(int pixel, int tap, int offsetGroup, out T factor)
    {
        var taps = _g.KH * _g.KW;
        var at = offsetGroup * taps + tap;
        var moves = _offsets.Span<T>(((long)pixel * _offsetGroups * taps + at) * 2, 2);
        factor = _mask is { } mask ? mask.Span<T>((long)pixel * _offsetGroups * taps + at, 1)[0] : T.One;
        return DeformableSample.At(
            _g, pixel % (_g.OH * _g.OW), tap, double.CreateTruncating(moves[0]), double.CreateTruncating(moves[1]));
    }

    /// <inheritdoc/>
    public override void Copy(ReadOnlySpan<T> image, int pixel, int k, Span<T> target)
    {
        var perGroup = _g.C / _offsetGroups;
        var plane = _g.H * _g.W * _g.C;
        var own = image.Slice(pixel / (_g.OH * _g.OW) * plane, plane);
        target.Clear();
        while (!target.IsEmpty)
        {
            var (tap, c) = (k / _channels, k % _channels + _first);
            var group = c / perGroup;
            var end = Math.Min(Math.Min((group + 1) * perGroup, _first + _channels), c + target.Length);
            var run = target[..(end - c)];
            var sample = Sample(pixel, tap, group, out var factor);
            var (w00, w01, w10, w11) = sample.Weights(_part);
            Add(own, sample.P00, w00, factor, c, run);
            Add(own, sample.P01, w01, factor, c, run);
            Add(own, sample.P10, w10, factor, c, run);
            Add(own, sample.P11, w11, factor, c, run);
            target = target[run.Length..];
            k += run.Length;
        }
    }

    private void Add(ReadOnlySpan<T> image, int pixel, double weight, T factor, int c, Span<T> target)
    {
        if (pixel < 0 || weight == 0) return;
        ChannelRun.AddScaled(
            image.Slice(pixel * _g.C + c, target.Length), T.CreateTruncating(weight) * factor, target);
    }
}
