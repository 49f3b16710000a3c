using System.Numerics;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>Reads images at given places.</summary>
/// <remarks>Inputs: x (channels last), grid. Output: channels last. A part is a row of the output.</remarks>
internal sealed class GridSampleKernel<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly GridSample _op;
    private readonly Shape _image;
    private readonly Shape _grid;
    private readonly Action<int> _row;
    private MemorySlice _x;
    private MemorySlice _places;
    private MemorySlice _y;

    public GridSampleKernel(GridSample op, Shape x, Shape grid) => (_op, _image, _grid, _row) = (op, x, grid, Row);

    public override string Name => "managed grid sample";

    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_x, _places, _y) = (inputs[0], inputs[1], outputs[0]);
        Workers.For(_grid[0] * _grid[1], _row);
        (_x, _places, _y) = (default, default, default);
    }

    private void Row(int row)
    {
        int channels = _image[1], size = _image[2] * _image[3] * channels, width = _grid[2];
        var image = _x.Span<T>((long)(row / _grid[1]) * size, size);
        var grid = _places.Span<T>((long)row * width * 2, width * 2);
        var y = _y.Span<T>((long)row * width * channels, width * channels);
        Span<GridTap> columns = stackalloc GridTap[4], rows = stackalloc GridTap[4];
        Span<int> pixels = stackalloc int[16];
        Span<T> weights = stackalloc T[16];
        for (var i = 0; i < width; i++)
        {
            var across = GridTap.Of(_op, double.CreateTruncating(grid[2 * i]), _image[3], columns);
            var down = GridTap.Of(_op, double.CreateTruncating(grid[2 * i + 1]), _image[2], rows);
            for (var k = 0; k < down * across; k++)
            {
                var (row1, column) = (rows[k / across], columns[k % across]);
                pixels[k] = row1.Place * _image[3] + column.Place;
                weights[k] = T.CreateTruncating(row1.Weight * column.Weight);
            }

            var count = down * across;
            WeightedSum.Of<T>(image, pixels[..count], weights[..count], channels, y.Slice(i * channels, channels));
        }
    }
}
