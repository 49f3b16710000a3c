using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Vireo.Vision.Imaging.Jpeg;

/// <summary>Brings rows of a component to the width and height of the picture.</summary>
/// <remarks>Planes of half the size are interpolated: each new sample is 3/4 of the nearer and 1/4 of the farther
/// neighbour, in each direction. Others are repeated.</remarks>
internal sealed class JpegUpsampling
{
    private readonly JpegComponent _component;
    private readonly bool _smooth;
    private readonly byte[] _row;
    private readonly ushort[] _sums;

    /// <param name="component">The plane.</param>
    /// <param name="scale">Size of the result in eighths.</param>
    public JpegUpsampling(JpegComponent component, int scale)
    {
        _component = component;
        _smooth = scale > 1 && component.StretchY <= 2
            && (component.StretchX == 2 ? component.Width > 2 : component.StretchX == 1 && component.StretchY == 2);
        // Room for the pixels that whole vectors write beyond the end.
        _row = component.StretchX * component.StretchY == 1 ? [] : new byte[component.Width * component.StretchX + 64];
        _sums = _smooth ? new ushort[component.Width + 64] : [];
    }

    /// <summary>One row of the picture; good until the next call.</summary>
    public ReadOnlySpan<byte> Row(int y)
    {
        if (_row.Length == 0)
            return _component.Row(y);
        if (!_smooth)
            return Repeat(_component.Row(y / _component.StretchY));
        if (_component.StretchX == 1)
            return Between(y);

        if (_component.StretchY == 1)
            Widen(_component.Row(y));
        else
            Sum(_component.Row(y / 2), _component.Row(Neighbour(y)));
        Spread(_component.StretchY == 1 ? 2 : 4);
        return _row;
    }

    private int Neighbour(int y) => Math.Clamp(y / 2 + ((y & 1) == 0 ? -1 : 1), 0, _component.Height - 1);

    private byte[] Repeat(ReadOnlySpan<byte> source)
    {
        var times = _component.StretchX;
        for (var x = 0; x < source.Length; x++)
            _row.AsSpan(x * times, times).Fill(source[x]);

        return _row;
    }

    /// <summary>Half the height alone.</summary>
    private byte[] Between(int y)
    {
        var near = _component.Row(y / 2);
        var far = _component.Row(Neighbour(y));
        var round = (y & 1) == 0 ? 1 : 2;
        for (var x = 0; x < near.Length; x++)
            _row[x] = (byte)((near[x] * 3 + far[x] + round) >> 2);

        return _row;
    }

    private void Widen(ReadOnlySpan<byte> source)
    {
        var sums = _sums.AsSpan(1);
        for (var x = 0; x < source.Length; x++)
            sums[x] = source[x];
        Close(source.Length);
    }

    private void Sum(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far)
    {
        var sums = _sums.AsSpan(1);
        var x = 0;
        for (; x + 16 <= near.Length; x += 16)
        {
            var (a, b) = (Wide(near[x..]), Wide(far[x..]));
            (a * 3 + b).CopyTo(sums[x..]);
        }

        for (; x < near.Length; x++)
            sums[x] = (ushort)(near[x] * 3 + far[x]);
        Close(near.Length);
    }

    private static Vector256<ushort> Wide(ReadOnlySpan<byte> source) =>
        Vector256.WidenLower(Vector128.Create<byte>(source).ToVector256Unsafe());

    /// <summary>Repeats the ends, so that the first and the last are no special cases.</summary>
    private void Close(int width) => (_sums[0], _sums[width + 1]) = (_sums[1], _sums[width]);

    /// <summary>Two pixels from each sum and its neighbours, divided by 2 to the power of
    /// <paramref name="shift"/>.</summary>
    private void Spread(int shift)
    {
        var sums = _sums.AsSpan();
        var result = MemoryMarshal.Cast<byte, ushort>(_row.AsSpan());
        // With one direction 1 and 2 are added before halving twice; with both, 8 and 7.
        var left = Vector256.Create((ushort)(shift == 2 ? 1 : 8));
        var right = Vector256.Create((ushort)(shift == 2 ? 2 : 7));
        for (var x = 0; x < _component.Width; x += 16)
        {
            var middle = Vector256.Create<ushort>(sums[(x + 1)..]) * 3;
            var first = (middle + Vector256.Create<ushort>(sums[x..]) + left) >> shift;
            var second = (middle + Vector256.Create<ushort>(sums[(x + 2)..]) + right) >> shift;
            (first | second << 8).CopyTo(result[x..]);
        }
    }
}
