using System.Numerics;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Windows of images as columns, or columns added up to images.</summary>
/// <remarks>Images and columns lie in logical order. A part owns one plane and its rows of the columns, so sums run in
/// the order of the window.</remarks>
internal sealed class PatchKernel<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Pool2dGeometry _g;
    private readonly bool _folds;
    private readonly Action<int> _plane;
    private MemorySlice _image;
    private MemorySlice _columns;

    public PatchKernel(Pool2dGeometry geometry, bool folds) => (_g, _folds, _plane) = (geometry, folds, Plane);

    public override string Name => _folds ? "managed fold" : "managed unfold";

    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_image, _columns) = _folds ? (outputs[0], inputs[0]) : (inputs[0], outputs[0]);
        Workers.For(_g.N * _g.C, _plane);
        (_image, _columns) = (default, default);
    }

    private void Plane(int plane)
    {
        var (pixels, places) = (_g.H * _g.W, _g.OH * _g.OW);
        var image = _image.Span<T>((long)plane * pixels, pixels);
        var window = _g.KH * _g.KW;
        if (_folds) image.Clear();
        for (var k = 0; k < window; k++)
        {
            var column = _columns.Span<T>(((long)plane * window + k) * places, places);
            for (var oh = 0; oh < _g.OH; oh++)
            {
                var h = oh * _g.StrideH - _g.PadTop + k / _g.KW * _g.DilationH;
                var entries = column.Slice(oh * _g.OW, _g.OW);
                var isInside = (uint)h < (uint)_g.H;
                if (_folds && isInside) Add(entries, k, image.Slice(h * _g.W, _g.W));
                else if (isInside) Take(image.Slice(h * _g.W, _g.W), k, entries);
                else if (!_folds) entries.Clear();
            }
        }
    }

    private int Left(int k) => k % _g.KW * _g.DilationW - _g.PadLeft;

    private void Take(ReadOnlySpan<T> row, int k, Span<T> entries)
    {
        var w = Left(k);
        for (var ow = 0; ow < entries.Length; ow++, w += _g.StrideW)
        {
            entries[ow] = (uint)w < (uint)row.Length ? row[w] : T.Zero;
        }
    }

    private void Add(ReadOnlySpan<T> entries, int k, Span<T> row)
    {
        var w = Left(k);
        for (var ow = 0; ow < entries.Length; ow++, w += _g.StrideW)
        {
            if ((uint)w < (uint)row.Length) row[w] += entries[ow];
        }
    }
}
