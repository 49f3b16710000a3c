using System.Numerics;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Gradient of sampling regions.</summary>
/// <remarks>Inputs: dy (channels last), regions. Output: dx, channels last. A part owns some channels of one image and
/// takes the regions in their order, so sums do not depend on who computes them.</remarks>
internal sealed class RoiAlignBackward<T> : RoiAlignKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ChannelBlocks _blocks;
    private readonly Action<int> _part;
    private MemorySlice _dy;
    private MemorySlice _dx;

    public RoiAlignBackward(Ops.RoiAlignBackward op, int count)
        : base(op.Forward, op.Shape, count) => (_blocks, _part) = (new(op.Shape[0], op.Shape[1]), Part);

    /// <inheritdoc/>
    public override string Name => "managed region sampling backward";

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_dy, RegionMemory, _dx) = (inputs[0], inputs[1], outputs[0]);
        Workers.For(_blocks.Parts, _part);
        (_dy, RegionMemory, _dx) = (default, default, default);
    }

    private void Part(int part)
    {
        var (n, first, count) = _blocks.Of(part);
        var (c, pixels) = (Images[1], Images[2] * Images[3]);
        var dx = _dx.Span<T>((long)n * pixels * c, pixels * c);
        for (var pixel = 0; pixel < pixels; pixel++) dx.Slice(pixel * c + first, count).Clear();
        for (var region = 0; region < Count; region++)
        {
            var grid = Grid(region);
            if (grid.Image != n) continue;
            for (var cell = 0; cell < Op.Height * Op.Width; cell++)
            {
                var dy = _dy.Span<T>(((long)region * Op.Height * Op.Width + cell) * c + first, count);
                Spread(grid, cell, dy, dx, first);
            }
        }
    }

    private void Spread(Ops.RoiGrid grid, int cell, ReadOnlySpan<T> dy, Span<T> dx, int first)
    {
        Span<int> pixels = stackalloc int[4];
        Span<T> weights = stackalloc T[4];
        var (row, column) = Math.DivRem(cell, Op.Width);
        for (var sample = 0; sample < grid.SamplesX * grid.SamplesY; sample++)
        {
            if (!Corners(grid, row, column, sample, pixels, weights)) continue;
            for (var i = 0; i < 4; i++)
            {
                ChannelRun.AddScaled(dy, weights[i], dx.Slice(pixels[i] * Images[1] + first, dy.Length));
            }
        }
    }
}
