using System.Numerics;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Writes out the samples of a deformable convolution.</summary>
/// <remarks>Inputs: image, offsets and perhaps mask, channels last. Output: row-major. A part is a row of
/// places.</remarks>
internal sealed class DeformableColumns<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Conv2dGeometry _g;
    private readonly DeformedPatches<T> _patches;
    private readonly bool _hasMask;
    private readonly Action<int> _row;
    private MemorySlice _x;
    private MemorySlice _y;

    public DeformableColumns(Ops.DeformableColumns op, Shape images)
    {
        (_g, _hasMask, _row) = (op.Geometry(images), op.HasMask, Row);
        _patches = new(_g, op, op.Part);
    }

    /// <inheritdoc/>
    public override string Name => "managed deformable columns";

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_x, _y) = (inputs[0], outputs[0]);
        _patches.Bind(inputs[1], _hasMask ? inputs[2] : null);
        Workers.For(_g.N * _g.OH, _row);
        (_x, _y) = (default, default);
        _patches.Bind(default, null);
    }

    private void Row(int row)
    {
        var image = _x.Span<T>();
        var depth = _g.KH * _g.KW * _g.C;
        for (var pixel = row * _g.OW; pixel < (row + 1) * _g.OW; pixel++)
        {
            _patches.Copy(image, pixel, 0, _y.Span<T>((long)pixel * depth, depth));
        }
    }
}
