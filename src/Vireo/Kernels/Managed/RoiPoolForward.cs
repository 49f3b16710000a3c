using System.Numerics;
using System.Runtime.CompilerServices;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>The greatest elements of the cells of regions.</summary>
/// <remarks>Inputs: images (channels last), regions. Output: y or their 32-bit places, channels last; the other one is
/// scratch. A part is a row of cells of a region.</remarks>
internal sealed class RoiPoolForward<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly RoiPool _op;
    private readonly Shape _images;
    private readonly int _count;
    private readonly bool _wantsPlaces;
    private readonly Action<int> _part;
    private MemorySlice _x;
    private MemorySlice _regions;
    private MemorySlice _y;
    private MemorySlice _places;

    public RoiPoolForward(RoiPool op, Shape images, int count, bool wantsPlaces) =>
        (_op, _images, _count, _wantsPlaces, _part) = (op, images, count, wantsPlaces, Part);

    /// <inheritdoc/>
    public override string Name => "managed region pooling";

    /// <inheritdoc/>
    public override long ScratchBytes =>
        (long)_count * _op.Height * _op.Width * _images[1] * (_wantsPlaces ? Unsafe.SizeOf<T>() : sizeof(int));

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_x, _regions) = (inputs[0], inputs[1]);
        (_y, _places) = _wantsPlaces ? (scratch, outputs[0]) : (outputs[0], scratch);
        Workers.For(_count * _op.Height, _part);
        (_x, _regions, _y, _places) = (default, default, default, default);
    }

    private void Part(int part)
    {
        var (number, row) = Math.DivRem(part, _op.Height);
        Span<double> region = stackalloc double[5];
        var stored = _regions.Span<T>(number * 5L, 5);
        for (var i = 0; i < stored.Length; i++) region[i] = double.CreateTruncating(stored[i]);
        var (c, h, w) = (_images[1], _images[2], _images[3]);
        var x = _x.Span<T>((long)Regions.Image(region[0], _images[0]) * h * w * c, h * w * c);
        var (top, bottom) = _op.Rows(region, row, h);
        for (var column = 0; column < _op.Width; column++)
        {
            var (left, right) = _op.Columns(region, column, w);
            var at = ((long)part * _op.Width + column) * c;
            var y = _y.Span<T>(at, c);
            var places = _places.Span<int>(at, c);
            y.Clear();
            places.Fill(-1);
            for (var i = top; i < bottom; i++)
            {
                for (var j = left; j < right; j++) Compare(x.Slice((i * w + j) * c, c), i * w + j, y, places);
            }
        }
    }

    private static void Compare(ReadOnlySpan<T> pixel, int place, Span<T> best, Span<int> places)
    {
        for (var c = 0; c < pixel.Length; c++)
        {
            if (places[c] < 0 || pixel[c] > best[c]) (best[c], places[c]) = (pixel[c], place);
        }
    }
}
