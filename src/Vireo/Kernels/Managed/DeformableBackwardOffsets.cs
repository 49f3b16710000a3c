using System.Numerics;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>Gradients of the moves and factors of a deformable convolution.</summary>
/// <remarks>Inputs: gradient of the columns (row-major), image, offsets and perhaps mask (channels last). Outputs: as
/// offsets and mask. A part is a row of places, all of whose numbers it owns.</remarks>
internal sealed class DeformableBackwardOffsets<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Conv2dGeometry _g;
    private readonly DeformableColumnsBackwardOffsets _op;
    private readonly DeformedPatches<T> _patches;
    private readonly Action<int> _row;
    private MemorySlice _columns;
    private MemorySlice _x;
    private MemorySlice _moves;
    private MemorySlice? _factors;

    public DeformableBackwardOffsets(DeformableColumnsBackwardOffsets op, Shape images)
    {
        (_g, _op, _row) = (op.Geometry(images), op, Row);
        _patches = new(_g, op, op.Part);
    }

    /// <inheritdoc/>
    public override string Name => "managed deformable backward offsets";

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_columns, _x, _moves, _factors) = (inputs[0], inputs[1], outputs[0], _op.HasMask ? outputs[1] : null);
        _patches.Bind(inputs[2], _op.HasMask ? inputs[3] : null);
        Workers.For(_g.N * _g.OH, _row);
        (_columns, _x, _moves, _factors) = (default, default, default, null);
        _patches.Bind(default, null);
    }

    private void Row(int row)
    {
        var (taps, groups) = (_g.KH * _g.KW, _op.OffsetGroups);
        var plane = _g.H * _g.W * _g.C;
        var image = _x.Span<T>((long)(row / _g.OH) * plane, plane);
        var perGroup = _g.C / groups;
        for (var pixel = row * _g.OW; pixel < (row + 1) * _g.OW; pixel++)
        {
            for (var at = 0; at < groups * taps; at++)
            {
                var (group, tap) = Math.DivRem(at, taps);
                var first = group * perGroup;
                var column = _columns.Span<T>(((long)pixel * taps + tap) * _g.C + first, perGroup);
                Place(image, column, pixel, tap, group, (long)pixel * groups * taps + at);
            }
        }
    }

    private void Place(ReadOnlySpan<T> image, ReadOnlySpan<T> column, int pixel, int tap, int group, long target)
    {
        var sample = _patches.Sample(pixel, tap, group, out var factor);
        var first = group * column.Length;
        Span<T> products =
        [
            Product(image, sample.P00, first, column), Product(image, sample.P01, first, column),
            Product(image, sample.P10, first, column), Product(image, sample.P11, first, column),
        ];
        var moves = _moves.Span<T>(target * 2, 2);
        moves[0] = _op.ByY is { } byY ? Sum(sample, byY, products) * factor : T.Zero;
        moves[1] = _op.ByX is { } byX ? Sum(sample, byX, products) * factor : T.Zero;
        if (_factors is { } factors) factors.Span<T>(target, 1)[0] = Sum(sample, _op.Part, products);
    }

    private T Product(ReadOnlySpan<T> image, int pixel, int first, ReadOnlySpan<T> column) => pixel < 0
        ? T.Zero
        : ChannelRun.Dot(image.Slice(pixel * _g.C + first, column.Length), column);

    private static T Sum(DeformableSample sample, BilinearPart part, ReadOnlySpan<T> products)
    {
        var (w00, w01, w10, w11) = sample.Weights(part);
        return T.CreateTruncating(w00) * products[0] + T.CreateTruncating(w01) * products[1]
            + T.CreateTruncating(w10) * products[2] + T.CreateTruncating(w11) * products[3];
    }
}
