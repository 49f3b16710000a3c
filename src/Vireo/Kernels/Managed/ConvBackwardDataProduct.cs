using System.Numerics;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>The input gradient of one group, for the input pixels of one phase of the stride: rows <c>h ≡ phase</c>
/// see the same taps, so that no product with the zeros between strided outputs is computed.</summary>
internal sealed class ConvBackwardDataProduct<T> : RowProduct<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Conv2dGeometry _g;
    private readonly int _group;
    private readonly (int H, int W) _phase;
    private readonly (int H, int W) _pixels;
    private readonly (int H, int W)[] _taps;
    private readonly int _outputs;
    private readonly (int H, int W) _out;
    private MemorySlice _gradient;
    private MemorySlice _weight;
    private MemorySlice _result;

    public ConvBackwardDataProduct(Conv2dGeometry g, int group, int phaseH, int phaseW)
        : base(
            g.N * Pixels(g.H, phaseH, g.StrideH) * Pixels(g.W, phaseW, g.StrideW),
            g.C / g.Groups,
            Taps(g, phaseH, phaseW).Length * (g.O / g.Groups))
    {
        (_g, _group, _phase) = (g, group, (phaseH, phaseW));
        _pixels = (Pixels(g.H, phaseH, g.StrideH), Pixels(g.W, phaseW, g.StrideW));
        _taps = Taps(g, phaseH, phaseW);
        _outputs = g.O / g.Groups;
        _out = (g.OH, g.OW);
    }

    /// <summary>Sets what the next run reads and writes.</summary>
    public void Bind(MemorySlice gradient, MemorySlice weight, MemorySlice result) =>
        (_gradient, _weight, _result) = (gradient, weight, result);

    protected override Span<T> Result => _result.Span<T>()[(_group * Columns)..];

    protected override void PackLeft(int row, int rows, int k, int depth, Span<T> panel)
    {
        var gradient = _gradient.Span<T>();
        for (var i = 0; i < rows; i++)
        {
            var (n, h, w) = Pixel(row + i);
            Gather(gradient, n, h + _g.PadTop, w + _g.PadLeft, k, panel.Slice(i * RowPanel.RowStep, depth));
        }
    }

    protected override void PackRight(int column, int columns, Span<T> panel)
    {
        var weight = _weight.Span<T>();
        var kernel = _g.KH * _g.KW;
        for (var o = 0; o < _outputs; o++)
        {
            var own = weight.Slice(((_group * _outputs + o) * Columns + column) * kernel, columns * kernel);
            for (var t = 0; t < _taps.Length; t++)
            {
                var row = panel.Slice((t * _outputs + o) * Blocking.Columns, columns);
                var at = _taps[t].H * _g.KW + _taps[t].W;
                for (var c = 0; c < row.Length; c++, at += kernel) row[c] = own[at];
            }
        }
    }

    protected override void Locate(int row, Span<int> offsets)
    {
        for (var i = 0; i < offsets.Length; i++)
        {
            var (n, h, w) = Pixel(row + i);
            offsets[i] = ((n * _g.H + h) * _g.W + w) * _g.C;
        }
    }

    /// <summary>The output gradients that pixel (h, w) of the padded input took part in, tap by tap.</summary>
    private void Gather(ReadOnlySpan<T> gradient, int n, int h, int w, int k, Span<T> target)
    {
        var tap = k / _outputs;
        var from = k - tap * _outputs;
        while (!target.IsEmpty)
        {
            var count = Math.Min(_outputs - from, target.Length);
            var y = (h - _taps[tap].H * _g.DilationH) / _g.StrideH;
            var x = (w - _taps[tap].W * _g.DilationW) / _g.StrideW;
            if ((uint)y < (uint)_out.H && (uint)x < (uint)_out.W)
            {
                var at = ((n * _out.H + y) * _out.W + x) * _g.O + _group * _outputs + from;
                gradient.Slice(at, count).CopyTo(target);
            }
            else
            {
                target[..count].Clear();
            }

            target = target[count..];
            tap++;
            from = 0;
        }
    }

    private (int N, int H, int W) Pixel(int row)
    {
        var (line, w) = Math.DivRem(row, _pixels.W);
        var (n, h) = Math.DivRem(line, _pixels.H);
        return (n, _phase.H + h * _g.StrideH, _phase.W + w * _g.StrideW);
    }

    private static int Pixels(int extent, int phase, int stride) =>
        extent <= phase ? 0 : (extent - phase - 1) / stride + 1;

    private static (int H, int W)[] Taps(Conv2dGeometry g, int phaseH, int phaseW) =>
    [
        .. from h in Enumerable.Range(0, g.KH)
           where (phaseH + g.PadTop - h * g.DilationH) % g.StrideH == 0
           from w in Enumerable.Range(0, g.KW)
           where (phaseW + g.PadLeft - w * g.DilationW) % g.StrideW == 0
           select (h, w),
    ];
}
