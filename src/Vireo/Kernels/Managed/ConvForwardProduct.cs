using System.Numerics;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>One group of a convolution as a product: output pixels × <c>(kh, kw, c)</c> × output channels.</summary>
internal sealed class ConvForwardProduct<T> : RowProduct<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int ChannelBlock = 8;

    private readonly Conv2dGeometry _g;
    private readonly int _group;
    private readonly Patches<T> _patches;
    private readonly bool _isDirect;
    private MemorySlice _image;
    private MemorySlice _weight;
    private MemorySlice _result;
    private MemorySlice? _bias;

    /// <summary>Fixes the extents; the left factor is the image under the window, unless other patches of it are
    /// given.</summary>
    public ConvForwardProduct(Conv2dGeometry g, int group, Patches<T>? patches = null)
        : base(g.N * g.OH * g.OW, g.O / g.Groups, g.KH * g.KW * (g.C / g.Groups)) =>
        (_g, _group, _patches, _isDirect) =
            (g, group, patches ?? new ImagePatches<T>(g, group), patches is null && g.IsPointwise);

    /// <summary>Sets what the next run reads and writes.</summary>
    public void Bind(MemorySlice image, MemorySlice weight, MemorySlice result, MemorySlice? bias) =>
        (_image, _weight, _result, _bias) = (image, weight, result, bias);

    protected override Span<T> Result => _result.Span<T>()[(_group * Columns)..];

    protected override ReadOnlySpan<T> Bias =>
        _bias is { } bias ? bias.Span<T>().Slice(_group * Columns, Columns) : default;

    protected override void PackLeft(int row, int rows, int k, int depth, Span<T> panel)
    {
        var image = _image.Span<T>();
        if (_isDirect)
        {
            Packing.Rows(image[(row * Depth + k)..], Depth, panel, RowPanel.RowStep, rows, depth);
            return;
        }

        for (var i = 0; i < rows; i++) _patches.Copy(image, row + i, k, panel.Slice(i * RowPanel.RowStep, depth));
    }

    protected override void PackRight(int column, int columns, Span<T> panel)
    {
        var weight = _weight.Span<T>().Slice((_group * Columns + column) * Depth, columns * Depth);
        var taps = _g.KH * _g.KW;
        if (taps == 1)
        {
            Packing.Transpose(weight, Depth, panel, Blocking.Columns, columns, Depth);
            return;
        }

        var channels = Depth / taps;
        for (var block = 0; block < channels; block += ChannelBlock)
        {
            var end = Math.Min(block + ChannelBlock, channels);
            for (var o = 0; o < columns; o++)
            {
                for (var c = block; c < end; c++)
                {
                    var kernel = weight.Slice(o * Depth + c * taps, taps);
                    for (var tap = 0; tap < taps; tap++)
                    {
                        panel[(tap * channels + c) * Blocking.Columns + o] = kernel[tap];
                    }
                }
            }
        }
    }

    protected override void Locate(int row, Span<int> offsets)
    {
        for (var i = 0; i < offsets.Length; i++) offsets[i] = (row + i) * _g.O;
    }
}
