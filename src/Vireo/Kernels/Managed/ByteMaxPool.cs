using System.Numerics;
using System.Numerics.Tensors;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Greatest byte of every window; input and output channels last. A window without pixels gives the least
/// byte.</summary>
internal sealed class ByteMaxPool<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly Pool2dGeometry _g;
    private readonly Action<int> _row;
    private MemorySlice _x;
    private MemorySlice _y;

    public ByteMaxPool(Pool2dGeometry geometry) => (_g, _row) = (geometry, Row);

    public override string Name => "managed byte max pooling";

    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_x, _y) = (inputs[0], outputs[0]);
        Workers.For(_g.N * _g.OH, _row);
        (_x, _y) = (default, default);
    }

    private void Row(int row)
    {
        var (n, oh) = Math.DivRem(row, _g.OH);
        for (var ow = 0; ow < _g.OW; ow++)
        {
            var best = _y.Span<T>(((long)row * _g.OW + ow) * _g.C, _g.C);
            best.Fill(T.MinValue);
            for (var kh = 0; kh < _g.KH; kh++)
            {
                var h = oh * _g.StrideH - _g.PadTop + kh * _g.DilationH;
                if ((uint)h >= (uint)_g.H) continue;
                for (var kw = 0; kw < _g.KW; kw++)
                {
                    var w = ow * _g.StrideW - _g.PadLeft + kw * _g.DilationW;
                    if ((uint)w >= (uint)_g.W) continue;
                    var pixel = _x.Span<T>((((long)n * _g.H + h) * _g.W + w) * _g.C, _g.C);
                    TensorPrimitives.Max<T>(best, pixel, best);
                }
            }
        }
    }
}
