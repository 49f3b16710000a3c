using System.Numerics;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>Samples regions; all channels of a pixel at once.</summary>
/// <remarks>Inputs: images (channels last), regions. Output: channels last. A part is a row of cells of a
/// region.</remarks>
internal sealed class RoiAlignForward<T> : RoiAlignKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Action<int> _part;
    private MemorySlice _x;
    private MemorySlice _y;

    public RoiAlignForward(RoiAlign op, Shape images, int count)
        : base(op, images, count) => _part = Part;

    /// <inheritdoc/>
    public override string Name => "managed region sampling";

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_x, RegionMemory, _y) = (inputs[0], inputs[1], outputs[0]);
        Workers.For(Count * Op.Height, _part);
        (_x, RegionMemory, _y) = (default, default, default);
    }

    private void Part(int part)
    {
        var (region, row) = Math.DivRem(part, Op.Height);
        var grid = Grid(region);
        var (c, plane) = (Images[1], Images[1] * Images[2] * Images[3]);
        var x = _x.Span<T>((long)grid.Image * plane, plane);
        Span<int> pixels = stackalloc int[4];
        Span<T> weights = stackalloc T[4];
        for (var column = 0; column < Op.Width; column++)
        {
            var cell = _y.Span<T>(((long)part * Op.Width + column) * c, c);
            cell.Clear();
            for (var sample = 0; sample < grid.SamplesX * grid.SamplesY; sample++)
            {
                if (!Corners(grid, row, column, sample, pixels, weights)) continue;
                for (var i = 0; i < 4; i++) ChannelRun.AddScaled(x.Slice(pixels[i] * c, c), weights[i], cell);
            }
        }
    }
}
