using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Gradients of batch normalisation with the statistics of the batch. With <c>x̂ = (x - mean) / √(var +
/// ε)</c>:
/// <c>dγ = Σ dy·x̂</c>, <c>dβ = Σ dy</c>, <c>dx = γ / √(var + ε) · (dy - dβ/n - x̂·dγ/n)</c>.</summary>
/// <remarks>Inputs: x, dy (channels last, or <c>[N, C]</c>), γ, mean, biased variance. Outputs: dx, dγ, dβ.</remarks>
public sealed class BatchNormBackward<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int ChannelsPerMerge = 64;

    private readonly ChannelRows _cut;
    private readonly double _epsilon;
    private readonly Action<int> _sum;
    private readonly Action<int> _merge;
    private readonly Action<int> _apply;
    private MemorySlice _x;
    private MemorySlice _dy;
    private MemorySlice _gamma;
    private MemorySlice _mean;
    private MemorySlice _variance;
    private MemorySlice _dx;
    private MemorySlice _dgamma;
    private MemorySlice _dbeta;
    private MemorySlice _scratch;

    /// <summary>Fixes the extents.</summary>
    /// <param name="rows">N · H · W.</param>
    /// <param name="channels">C.</param>
    /// <param name="epsilon">Added to the variance, as in the forward pass.</param>
    public BatchNormBackward(int rows, int channels, double epsilon)
    {
        (_cut, _epsilon) = (new(rows, channels), epsilon);
        (_sum, _merge, _apply) = (Sum, Merge, Apply);
    }

    /// <inheritdoc/>
    public override string Name => "managed batch norm backward";

    /// <inheritdoc/>
    public override long ScratchBytes => (2L * _cut.Parts + 3) * _cut.Channels * Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_x, _dy, _gamma, _mean, _variance) = (inputs[0], inputs[1], inputs[2], inputs[3], inputs[4]);
        (_dx, _dgamma, _dbeta, _scratch) = (outputs[0], outputs[1], outputs[2], scratch);
        Workers.For(_cut.Parts, _sum);
        Workers.For(Blocking.Ceil(_cut.Channels, ChannelsPerMerge), _merge);
        Workers.For(_cut.Parts, _apply);
        (_x, _dy, _gamma, _mean, _variance) = (default, default, default, default, default);
        (_dx, _dgamma, _dbeta, _scratch) = (default, default, default, default);
    }

    /// <summary>Per part: Σ dy, then Σ dy·(x - mean).</summary>
    private Span<T> Partial(int part) => _scratch.Span<T>((3L + 2 * part) * _cut.Channels, 2 * _cut.Channels);

    /// <summary>Factors of dy and of x - mean, and the constant term of dx.</summary>
    private Span<T> Factors => _scratch.Span<T>(0, 3 * _cut.Channels);

    private void Sum(int part)
    {
        var partial = Partial(part);
        partial.Clear();
        var end = _cut.End(part);
        for (var row = part * _cut.PartRows; row < end; row += _cut.BlockRows)
        {
            var rows = Math.Min(_cut.BlockRows, end - row);
            ref var x = ref _x.Span<T>((long)row * _cut.Channels, rows * _cut.Channels)[0];
            ref var dy = ref _dy.Span<T>((long)row * _cut.Channels, rows * _cut.Channels)[0];
            var c = 0;
            if (Lanes512<T>.IsSupported) c = SumBlock<Lanes512<T>>(ref x, ref dy, rows, partial, c);
            if (Lanes256<T>.IsSupported) c = SumBlock<Lanes256<T>>(ref x, ref dy, rows, partial, c);
            if (Lanes128<T>.IsSupported) c = SumBlock<Lanes128<T>>(ref x, ref dy, rows, partial, c);
            SumBlock<Lanes1<T>>(ref x, ref dy, rows, partial, c);
        }
    }

    private int SumBlock<TLanes>(ref T x, ref T dy, int rows, Span<T> partial, int c)
        where TLanes : struct, ILanes<TLanes, T>
    {
        var channels = _cut.Channels;
        ref var means = ref _mean.Span<T>()[0];
        ref var sums = ref MemoryMarshal.GetReference(partial);
        for (; c <= channels - TLanes.Count; c += TLanes.Count)
        {
            var mean = TLanes.Load(ref means, c);
            TLanes plain = TLanes.Zero, weighted = TLanes.Zero;
            nint at = c;
            for (var row = 0; row < rows; row++, at += channels)
            {
                var gradient = TLanes.Load(ref dy, at);
                plain += gradient;
                weighted = TLanes.Fma(gradient, TLanes.Load(ref x, at) - mean, weighted);
            }

            (TLanes.Load(ref sums, c) + plain).Store(ref sums, c);
            (TLanes.Load(ref sums, channels + c) + weighted).Store(ref sums, channels + c);
        }

        return c;
    }

    /// <summary>Adds the parts of some channels, in order and in double.</summary>
    private void Merge(int block)
    {
        var gamma = _gamma.Span<T>();
        var variance = _variance.Span<T>();
        var factors = Factors;
        var dgamma = _dgamma.Span<T>();
        var dbeta = _dbeta.Span<T>();
        var channels = _cut.Channels;
        var end = Math.Min((block + 1) * ChannelsPerMerge, channels);
        for (var c = block * ChannelsPerMerge; c < end; c++)
        {
            var (plain, weighted) = (0.0, 0.0);
            for (var part = 0; part < _cut.Parts; part++)
            {
                var partial = Partial(part);
                plain += double.CreateTruncating(partial[c]);
                weighted += double.CreateTruncating(partial[channels + c]);
            }

            var inverse = 1 / Math.Sqrt(double.CreateTruncating(variance[c]) + _epsilon);
            var slope = double.CreateTruncating(gamma[c]) * inverse;
            dgamma[c] = T.CreateTruncating(weighted * inverse);
            dbeta[c] = T.CreateTruncating(plain);
            if (_cut.Rows == 0) continue;
            factors[c] = T.CreateTruncating(slope);
            factors[channels + c] = T.CreateTruncating(-slope * inverse * inverse * weighted / _cut.Rows);
            factors[2 * channels + c] = T.CreateTruncating(-slope * plain / _cut.Rows);
        }
    }

    private void Apply(int part)
    {
        var end = _cut.End(part);
        for (var row = part * _cut.PartRows; row < end; row += _cut.BlockRows)
        {
            var rows = Math.Min(_cut.BlockRows, end - row);
            ref var x = ref _x.Span<T>((long)row * _cut.Channels, rows * _cut.Channels)[0];
            ref var dy = ref _dy.Span<T>((long)row * _cut.Channels, rows * _cut.Channels)[0];
            ref var dx = ref _dx.Span<T>((long)row * _cut.Channels, rows * _cut.Channels)[0];
            var c = 0;
            if (Lanes512<T>.IsSupported) c = ApplyBlock<Lanes512<T>>(ref x, ref dy, ref dx, rows, c);
            if (Lanes256<T>.IsSupported) c = ApplyBlock<Lanes256<T>>(ref x, ref dy, ref dx, rows, c);
            if (Lanes128<T>.IsSupported) c = ApplyBlock<Lanes128<T>>(ref x, ref dy, ref dx, rows, c);
            ApplyBlock<Lanes1<T>>(ref x, ref dy, ref dx, rows, c);
        }
    }

    private int ApplyBlock<TLanes>(ref T x, ref T dy, ref T dx, int rows, int c)
        where TLanes : struct, ILanes<TLanes, T>
    {
        var channels = _cut.Channels;
        ref var factors = ref Factors[0];
        ref var means = ref _mean.Span<T>()[0];
        for (; c <= channels - TLanes.Count; c += TLanes.Count)
        {
            var mean = TLanes.Load(ref means, c);
            var slope = TLanes.Load(ref factors, c);
            var curve = TLanes.Load(ref factors, channels + c);
            var constant = TLanes.Load(ref factors, 2 * channels + c);
            nint at = c;
            for (var row = 0; row < rows; row++, at += channels)
            {
                var rest = TLanes.Fma(TLanes.Load(ref x, at) - mean, curve, constant);
                TLanes.Fma(TLanes.Load(ref dy, at), slope, rest).Store(ref dx, at);
            }
        }

        return c;
    }
}
