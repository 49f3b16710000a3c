namespace Vireo.Kernels.Managed;

/// <summary>The matrix of an ordinary convolution: what lies under the window.</summary>
internal sealed class ImagePatches<T> : Patches<T>
    where T : unmanaged
{
    private readonly Conv2dGeometry _g;
    private readonly int _group;
    private readonly int _channels;
    private readonly int _outH;
    private readonly int _outW;
    private readonly int _taps;

    public ImagePatches(Conv2dGeometry geometry, int group)
    {
        (_g, _group, _channels) = (geometry, group, geometry.C / geometry.Groups);
        (_outH, _outW) = (geometry.OH, geometry.OW);

        // Neighbouring taps of a dense kernel row are neighbours in memory as well: one run instead of KW.
        _taps = geometry is { DilationW: 1, Groups: 1 } ? geometry.KW : 1;
    }

    /// <summary>Columns of the matrix.</summary>
    public int Depth => _g.KH * _g.KW * _channels;

    /// <inheritdoc/>
    public override void Copy(ReadOnlySpan<T> image, int pixel, int k, Span<T> target)
    {
        var (ow, oh, n) = (pixel % _outW, pixel / _outW % _outH, pixel / (_outW * _outH));
        var (top, left) = (oh * _g.StrideH - _g.PadTop, ow * _g.StrideW - _g.PadLeft);
        var unit = _taps * _channels;
        var run = k / unit;
        var from = k - run * unit;
        while (!target.IsEmpty)
        {
            var count = Math.Min(unit - from, target.Length);
            var tap = run * _taps;
            var (kh, kw) = (tap / _g.KW, tap % _g.KW);
            var (y, x) = (top + kh * _g.DilationH, left + kw * _g.DilationW);
            if ((uint)y < (uint)_g.H) CopyRun(image, (n * _g.H + y) * _g.W, x, from, target[..count]);
            else target[..count].Clear();
            target = target[count..];
            run++;
            from = 0;
        }
    }

    /// <summary>Elements <paramref name="from"/> … of the run of taps that starts at column <paramref
    /// name="x"/>.</summary>
    private void CopyRun(ReadOnlySpan<T> image, int row, int x, int from, Span<T> target)
    {
        var to = from + target.Length;
        var start = Math.Clamp(Math.Max(0, -x) * _channels, from, to);
        var end = Math.Clamp(Math.Max(0, _g.W - x) * _channels, start, to);
        if (start > from) target[..(start - from)].Clear();
        if (end > start)
        {
            var at = (row + x) * _g.C + _group * _channels + start;
            image.Slice(at, end - start).CopyTo(target[(start - from)..]);
        }

        if (end < to) target[(end - from)..].Clear();
    }
}
