using System.Numerics;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>Gradients of reading images at given places.</summary>
/// <remarks>Inputs: dy, x (channels last), grid. Outputs: dx (channels last), dgrid. First every row of the grid gets
/// its gradient; then every part adds, point after point, to some channels of one image.</remarks>
internal sealed class GridSampleBackwardKernel<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int ChannelsPerPart = 32;

    private readonly GridSample _op;
    private readonly Shape _image;
    private readonly Shape _grid;
    private readonly int _blocks;
    private readonly Action<int> _row;
    private readonly Action<int> _part;
    private MemorySlice _dy;
    private MemorySlice _x;
    private MemorySlice _places;
    private MemorySlice _dx;
    private MemorySlice _dgrid;

    public GridSampleBackwardKernel(GridSample op, Shape x, Shape grid)
    {
        (_op, _image, _grid, _row, _part) = (op, x, grid, Row, Part);
        _blocks = Blocking.Ceil(x[1], ChannelsPerPart);
    }

    public override string Name => "managed grid sample backward";

    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_dy, _x, _places, _dx, _dgrid) = (inputs[0], inputs[1], inputs[2], outputs[0], outputs[1]);
        Workers.For(_grid[0] * _grid[1], _row);
        Workers.For(_image[0] * _blocks, _part);
        (_dy, _x, _places, _dx, _dgrid) = (default, default, default, default, default);
    }

    private void Row(int row)
    {
        int channels = _image[1], size = _image[2] * _image[3] * channels, width = _grid[2];
        var image = _x.Span<T>((long)(row / _grid[1]) * size, size);
        var grid = _places.Span<T>((long)row * width * 2, width * 2);
        var dgrid = _dgrid.Span<T>((long)row * width * 2, width * 2);
        Span<GridTap> columns = stackalloc GridTap[4], rows = stackalloc GridTap[4];
        for (var i = 0; i < width; i++)
        {
            var dy = _dy.Span<T>(((long)row * width + i) * channels, channels);
            var across = columns[..GridTap.Of(_op, double.CreateTruncating(grid[2 * i]), _image[3], columns)];
            var down = rows[..GridTap.Of(_op, double.CreateTruncating(grid[2 * i + 1]), _image[2], rows)];
            var (dx, dy1) = (0.0, 0.0);
            foreach (var r in down)
            {
                foreach (var c in across)
                {
                    var pixel = image.Slice((r.Place * _image[3] + c.Place) * channels, channels);
                    var seen = double.CreateTruncating(RowReductions.Dot<T>(pixel, dy));
                    dx += r.Weight * c.Slope * seen;
                    dy1 += r.Slope * c.Weight * seen;
                }
            }

            (dgrid[2 * i], dgrid[2 * i + 1]) = (T.CreateTruncating(dx), T.CreateTruncating(dy1));
        }
    }

    private void Part(int part)
    {
        var (n, block) = Math.DivRem(part, _blocks);
        int channels = _image[1], pixels = _image[2] * _image[3], points = _grid[1] * _grid[2];
        var first = block * ChannelsPerPart;
        var count = Math.Min(ChannelsPerPart, channels - first);
        var dx = _dx.Span<T>((long)n * pixels * channels, pixels * channels);
        var grid = _places.Span<T>((long)n * points * 2, points * 2);
        Span<GridTap> columns = stackalloc GridTap[4], rows = stackalloc GridTap[4];
        for (var pixel = 0; pixel < pixels; pixel++) dx.Slice(pixel * channels + first, count).Clear();
        for (var i = 0; i < points; i++)
        {
            var dy = _dy.Span<T>(((long)n * points + i) * channels + first, count);
            var across = columns[..GridTap.Of(_op, double.CreateTruncating(grid[2 * i]), _image[3], columns)];
            var down = rows[..GridTap.Of(_op, double.CreateTruncating(grid[2 * i + 1]), _image[2], rows)];
            foreach (var r in down)
            {
                foreach (var c in across)
                {
                    var target = dx.Slice((r.Place * _image[3] + c.Place) * channels + first, count);
                    WeightedSum.Add<T>(dy, T.CreateTruncating(r.Weight * c.Weight), target);
                }
            }
        }
    }
}
