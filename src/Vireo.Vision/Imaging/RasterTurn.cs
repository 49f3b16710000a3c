using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vireo.Vision.Imaging;

/// <summary>Turns and mirrors pixels of any size.</summary>
internal static class RasterTurn
{
    /// <summary>Side of the tiles that a turn goes by, so that rows of both pictures stay in the cache.</summary>
    private const int Tile = 64;

    /// <summary>The picture turned as an EXIF orientation asks.</summary>
    public static Raster Oriented(this Raster source, Orientation orientation)
    {
        if (orientation == Orientation.Upright)
            return source;

        var swapped = orientation >= Orientation.Transpose;
        var (width, height) = swapped ? (source.Height, source.Width) : (source.Width, source.Height);
        var result = source with
        {
            Width = width, Height = height,
            Pixels = GC.AllocateUninitializedArray<byte>(source.Pixels.Length),
        };
        var steps = Steps(orientation, source.Width, source.Height);
        switch (source.PixelBytes)
        {
            case 1: Move<byte>(source, result, steps); break;
            case 2: Move<ushort>(source, result, steps); break;
            case 3: Move<Bytes3>(source, result, steps); break;
            case 4: Move<uint>(source, result, steps); break;
            case 6: Move<Bytes6>(source, result, steps); break;
            case 8: Move<ulong>(source, result, steps); break;
            case 12: Move<Bytes12>(source, result, steps); break;
            default: Move<UInt128>(source, result, steps); break;
        }

        return result;
    }

    private static void Move<T>(Raster source, Raster target, (int Start, int Dx, int Dy) steps)
        where T : struct
    {
        var from = MemoryMarshal.Cast<byte, T>(source.Pixels.AsSpan());
        var to = MemoryMarshal.Cast<byte, T>(target.Pixels.AsSpan());
        var (width, height) = (target.Width, target.Height);
        for (var top = 0; top < height; top += Tile)
            for (var left = 0; left < width; left += Tile)
            {
                var right = Math.Min(left + Tile, width);
                for (var y = top; y < Math.Min(top + Tile, height); y++)
                {
                    var i = steps.Start + steps.Dy * y + steps.Dx * left;
                    for (var x = left; x < right; x++, i += steps.Dx)
                        to[y * width + x] = from[i];
                }
            }
    }

    /// <summary>Pixel index in the source for the result's corner, and its change along the result's x and y.</summary>
    private static (int Start, int Dx, int Dy) Steps(Orientation orientation, int width, int height)
    {
        var (right, bottom) = (width - 1, (height - 1) * width);
        return orientation switch
        {
            Orientation.MirrorHorizontal => (right, -1, width),
            Orientation.Rotate180 => (bottom + right, -1, -width),
            Orientation.MirrorVertical => (bottom, 1, -width),
            Orientation.Transpose => (0, width, 1),
            Orientation.Rotate90Clockwise => (bottom, -width, 1),
            Orientation.Transverse => (bottom + right, -width, -1),
            Orientation.Rotate90CounterClockwise => (right, width, -1),
            _ => throw new ArgumentOutOfRangeException(
                nameof(orientation), orientation, "There are eight orientations."),
        };
    }

    [InlineArray(3)]
    private struct Bytes3
    {
        private byte _first;
    }

    [InlineArray(6)]
    private struct Bytes6
    {
        private byte _first;
    }

    [InlineArray(12)]
    private struct Bytes12
    {
        private byte _first;
    }
}
