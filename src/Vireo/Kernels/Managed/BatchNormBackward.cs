using System.Numerics;
using System.Runtime.CompilerServices;
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
    private readonly bool _isBrain;
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
    /// <param name="isBrain">Whether x, dy and dx are brain floats; all else is <typeparamref name="T"/>, single
    /// precision then.</param>
    public BatchNormBackward(int rows, int channels, double epsilon, bool isBrain = false)
    {
        (_cut, _epsilon, _isBrain) = (new(rows, channels), epsilon, isBrain);
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

    /// <summary>Factors of dy and of x - mean, and the constant term of dx.</summary>
    private Span<T> Factors => _scratch.Span<T>(0, 3 * _cut.Channels);

    private Span<T> Sums => _scratch.Span<T>(3L * _cut.Channels, 2 * _cut.Parts * _cut.Channels);

    private void Sum(int part)
    {
        if (_isBrain) Sum<ushort>(part);
        else Sum<T>(part);
    }

    private void Sum<TData>(int part)
        where TData : unmanaged => ChannelPasses.Correlate<T, TData>(
            _cut.Part<TData>(_x, part), _cut.Part<TData>(_dy, part), _cut, _mean.Span<T>(),
            Sums.Slice(2 * part * _cut.Channels, 2 * _cut.Channels));

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
            var (plain, weighted) = ChannelPasses.Add<T>(_cut, Sums, c);
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
        if (_isBrain) Apply<ushort>(part);
        else Apply<T>(part);
    }

    private void Apply<TData>(int part)
        where TData : unmanaged => ChannelPasses.Slope<T, TData>(
            _cut.Part<TData>(_x, part), _cut.Part<TData>(_dy, part), _cut.Part<TData>(_dx, part), _cut,
            _mean.Span<T>(), Factors);
}
