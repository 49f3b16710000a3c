using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Batch normalisation with the statistics of the batch: <c>y = γ · (x - mean) / √(var + ε) + β</c>, any
/// number of channels.</summary>
/// <remarks>Inputs: x (channels last, or <c>[N, C]</c>), γ, β. Outputs: y, mean <c>[C]</c>, biased variance
/// <c>[C]</c>. Blocks that fit the first cache are centred before they are squared; blocks and parts are merged after
/// Chan, Golub and LeVeque 1979, so a large mean costs no digits. Ioffe and Szegedy 2015, arXiv:1502.03167.</remarks>
public sealed class BatchNormTraining<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int ChannelsPerMerge = 64;

    private readonly ChannelRows _cut;
    private readonly double _epsilon;
    private readonly Action<int> _measure;
    private readonly Action<int> _merge;
    private readonly Action<int> _apply;
    private MemorySlice _x;
    private MemorySlice _gamma;
    private MemorySlice _beta;
    private MemorySlice _y;
    private MemorySlice _mean;
    private MemorySlice _variance;
    private MemorySlice _scratch;

    /// <summary>Fixes the extents.</summary>
    /// <param name="rows">N · H · W.</param>
    /// <param name="channels">C.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public BatchNormTraining(int rows, int channels, double epsilon)
    {
        (_cut, _epsilon) = (new(rows, channels), epsilon);
        (_measure, _merge, _apply) = (Measure, Merge, Apply);
    }

    /// <inheritdoc/>
    public override string Name => "managed batch norm";

    /// <inheritdoc/>
    public override long ScratchBytes => (2L * _cut.Parts + 3) * _cut.Channels * Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_x, _gamma, _beta) = (inputs[0], inputs[1], inputs[2]);
        (_y, _mean, _variance, _scratch) = (outputs[0], outputs[1], outputs[2], scratch);
        Workers.For(_cut.Parts, _measure);
        Workers.For(Blocking.Ceil(_cut.Channels, ChannelsPerMerge), _merge);
        Workers.For(_cut.Parts, _apply);
        (_x, _gamma, _beta, _y, _mean, _variance, _scratch) =
            (default, default, default, default, default, default, default);
    }

    /// <summary>Per part: means relative to the first row, then sums of squared deviations.</summary>
    private Span<T> Partial(int part) => _scratch.Span<T>((3L + 2 * part) * _cut.Channels, 2 * _cut.Channels);

    /// <summary>Mean, what its rounding lost, and γ / √(var + ε).</summary>
    private Span<T> Factors => _scratch.Span<T>(0, 3 * _cut.Channels);

    private void Measure(int part)
    {
        var partial = Partial(part);
        partial.Clear();
        var start = part * _cut.PartRows;
        var end = _cut.End(part);
        ref var first = ref _x.Span<T>((long)start * _cut.Channels, _cut.Channels)[0];
        for (var row = start; row < end; row += _cut.BlockRows)
        {
            var rows = Math.Min(_cut.BlockRows, end - row);
            ref var x = ref _x.Span<T>((long)row * _cut.Channels, rows * _cut.Channels)[0];
            var c = 0;
            if (Lanes512<T>.IsSupported) c = MeasureBlock<Lanes512<T>>(ref x, ref first, rows, row - start, partial, c);
            if (Lanes256<T>.IsSupported) c = MeasureBlock<Lanes256<T>>(ref x, ref first, rows, row - start, partial, c);
            if (Lanes128<T>.IsSupported) c = MeasureBlock<Lanes128<T>>(ref x, ref first, rows, row - start, partial, c);
            MeasureBlock<Lanes1<T>>(ref x, ref first, rows, row - start, partial, c);
        }
    }

    private int MeasureBlock<TLanes>(ref T x, ref T first, int rows, int before, Span<T> partial, int c)
        where TLanes : struct, ILanes<TLanes, T>
    {
        var channels = _cut.Channels;
        ref var means = ref MemoryMarshal.GetReference(partial);
        ref var squares = ref partial[channels];
        var perRow = TLanes.All(T.One / T.CreateTruncating(rows));
        var share = TLanes.All(T.CreateTruncating((double)rows / (before + rows)));
        var weight = TLanes.All(T.CreateTruncating((double)before * rows / (before + rows)));
        for (; c <= channels - TLanes.Count; c += TLanes.Count)
        {
            var shift = TLanes.Load(ref first, c);
            var sum = TLanes.Zero;
            nint at = c;
            for (var row = 0; row < rows; row++, at += channels) sum += TLanes.Load(ref x, at) - shift;
            var own = sum * perRow;
            var square = TLanes.Zero;
            at = c;
            for (var row = 0; row < rows; row++, at += channels)
            {
                var centred = TLanes.Load(ref x, at) - shift - own;
                square = TLanes.Fma(centred, centred, square);
            }

            var mean = TLanes.Load(ref means, c);
            var step = own - mean;
            TLanes.Fma(step, share, mean).Store(ref means, c);
            (TLanes.Load(ref squares, c) + TLanes.Fma(step * step, weight, square)).Store(ref squares, c);
        }

        return c;
    }

    /// <summary>Merges the parts of some channels, in order and in double.</summary>
    private void Merge(int block)
    {
        var means = _mean.Span<T>();
        var variances = _variance.Span<T>();
        var factors = Factors;
        var gamma = _gamma.Span<T>();
        var x = _x.Span<T>();
        var channels = _cut.Channels;
        Span<double> shares = stackalloc double[_cut.Parts];
        Span<double> weights = stackalloc double[_cut.Parts];
        for (var part = 0; part < _cut.Parts; part++)
        {
            var (before, after) = ((double)part * _cut.PartRows, (double)_cut.End(part));
            shares[part] = (after - before) / after;
            weights[part] = before * shares[part];
        }

        var end = Math.Min((block + 1) * ChannelsPerMerge, channels);
        for (var c = block * ChannelsPerMerge; c < end; c++)
        {
            var (mean, squares) = (0.0, 0.0);
            for (var part = 0; part < _cut.Parts; part++)
            {
                var partial = Partial(part);
                var own = double.CreateTruncating(x[part * _cut.PartRows * channels + c])
                    + double.CreateTruncating(partial[c]);
                var step = own - mean;
                squares += double.CreateTruncating(partial[channels + c]) + step * step * weights[part];
                mean += step * shares[part];
            }

            var variance = _cut.Rows > 0 ? squares / _cut.Rows : 0;
            means[c] = T.CreateTruncating(mean);
            variances[c] = T.CreateTruncating(variance);
            factors[c] = means[c];
            factors[channels + c] = T.CreateTruncating(mean - double.CreateTruncating(means[c]));
            factors[2 * channels + c] =
                T.CreateTruncating(double.CreateTruncating(gamma[c]) / Math.Sqrt(variance + _epsilon));
        }
    }

    private void Apply(int part)
    {
        var end = _cut.End(part);
        for (var row = part * _cut.PartRows; row < end; row += _cut.BlockRows)
        {
            var rows = Math.Min(_cut.BlockRows, end - row);
            ref var x = ref _x.Span<T>((long)row * _cut.Channels, rows * _cut.Channels)[0];
            ref var y = ref _y.Span<T>((long)row * _cut.Channels, rows * _cut.Channels)[0];
            var c = 0;
            if (Lanes512<T>.IsSupported) c = ApplyBlock<Lanes512<T>>(ref x, ref y, rows, c);
            if (Lanes256<T>.IsSupported) c = ApplyBlock<Lanes256<T>>(ref x, ref y, rows, c);
            if (Lanes128<T>.IsSupported) c = ApplyBlock<Lanes128<T>>(ref x, ref y, rows, c);
            ApplyBlock<Lanes1<T>>(ref x, ref y, rows, c);
        }
    }

    private int ApplyBlock<TLanes>(ref T x, ref T y, int rows, int c)
        where TLanes : struct, ILanes<TLanes, T>
    {
        var channels = _cut.Channels;
        ref var factors = ref Factors[0];
        ref var beta = ref _beta.Span<T>()[0];
        for (; c <= channels - TLanes.Count; c += TLanes.Count)
        {
            var high = TLanes.Load(ref factors, c);
            var low = TLanes.Load(ref factors, channels + c);
            var scale = TLanes.Load(ref factors, 2 * channels + c);
            var shift = TLanes.Load(ref beta, c);
            nint at = c;
            for (var row = 0; row < rows; row++, at += channels)
            {
                TLanes.Fma(TLanes.Load(ref x, at) - high - low, scale, shift).Store(ref y, at);
            }
        }

        return c;
    }
}
