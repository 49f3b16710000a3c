using System.Numerics;
using System.Runtime.CompilerServices;
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
    private readonly bool _isBrain;
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
    /// <param name="isBrain">Whether x and y are brain floats; all else is <typeparamref name="T"/>, single
    /// precision then.</param>
    public BatchNormTraining(int rows, int channels, double epsilon, bool isBrain = false)
    {
        (_cut, _epsilon, _isBrain) = (new(rows, channels), epsilon, isBrain);
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

    /// <summary>Mean, what its rounding lost, and γ / √(var + ε).</summary>
    private Span<T> Factors => _scratch.Span<T>(0, 3 * _cut.Channels);

    private Span<T> Moments => _scratch.Span<T>(3L * _cut.Channels, 2 * _cut.Parts * _cut.Channels);

    private void Measure(int part)
    {
        if (_isBrain) Measure<ushort>(part);
        else Measure<T>(part);
    }

    private void Measure<TData>(int part)
        where TData : unmanaged => ChannelPasses.Measure<T, TData>(
            _cut.Part<TData>(_x, part), _cut, Moments.Slice(2 * part * _cut.Channels, 2 * _cut.Channels));

    /// <summary>Merges the parts of some channels.</summary>
    private void Merge(int block)
    {
        var means = _mean.Span<T>();
        var variances = _variance.Span<T>();
        var factors = Factors;
        var gamma = _gamma.Span<T>();
        var channels = _cut.Channels;
        var end = Math.Min((block + 1) * ChannelsPerMerge, channels);
        for (var c = block * ChannelsPerMerge; c < end; c++)
        {
            var (mean, squares) = _isBrain
                ? ChannelPasses.Merge<T, ushort>(_cut, _x.Span<ushort>(), Moments, c)
                : ChannelPasses.Merge<T, T>(_cut, _x.Span<T>(), Moments, c);
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
        if (_isBrain) Apply<ushort>(part);
        else Apply<T>(part);
    }

    private void Apply<TData>(int part)
        where TData : unmanaged => ChannelPasses.Scale<T, TData>(
            _cut.Part<TData>(_x, part), _cut.Part<TData>(_y, part), _cut, Factors, _beta.Span<T>());
}
