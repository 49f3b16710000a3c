using System.Numerics;
using System.Runtime.CompilerServices;
using Vireo.Graph;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>Gradients of batch normalisation with the statistics of the batch. With <c>x̂ = (x - mean) / √(var +
/// ε)</c>:
/// <c>dγ = Σ dy·x̂</c>, <c>dβ = Σ dy</c>, <c>dx = γ / √(var + ε) · (dy - dβ/n - x̂·dγ/n)</c>.</summary>
/// <remarks>Inputs: x, dy (channels last, or <c>[N, C]</c>), γ, mean, biased variance. Outputs: dx, dγ, dβ.</remarks>
public sealed class BatchNormBackward<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ChannelRows _cut;
    private readonly double _epsilon;
    private readonly FusedBatchNormBackward? _fused;
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
    private MemorySlice _kept;
    private MemorySlice _beta;
    private MemorySlice _more;
    private MemorySlice _d;

    /// <summary>Fixes the extents.</summary>
    /// <param name="rows">N · H · W.</param>
    /// <param name="channels">C.</param>
    /// <param name="epsilon">Added to the variance, as in the forward pass.</param>
    /// <param name="isBrain">Whether images are brain floats; all else is <typeparamref name="T"/>, single precision
    /// then.</param>
    public BatchNormBackward(int rows, int channels, double epsilon, bool isBrain = false)
    {
        (_cut, _epsilon, _isBrain) = (new(rows, channels), epsilon, isBrain);
        (_sum, _merge, _apply) = (Sum, Merge, Apply);
    }

    /// <summary>Takes the gradient of what the forward pass did after it had normalised on its way.</summary>
    internal BatchNormBackward(int rows, int channels, FusedBatchNormBackward fused, bool isBrain = false)
        : this(rows, channels, fused.Norm.Epsilon, isBrain) => _fused = fused;

    /// <inheritdoc/>
    public override string Name => _fused switch
    {
        null => "managed batch norm backward",
        { HasAddend: true } => "managed relu + add + batch norm backward",
        _ => $"managed {_fused.Function.Name.ToLowerInvariant()} + batch norm backward",
    };

    /// <inheritdoc/>
    public override int? Accumulator => 1;

    /// <inheritdoc/>
    public override long ScratchBytes => (2L * _cut.Parts + 3) * _cut.Channels * Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_x, _dy, _gamma, _mean, _variance) = (inputs[0], inputs[1], inputs[2], inputs[3], inputs[4]);
        if (_fused is { HasAddend: true })
        {
            _d = outputs[0];
            outputs = outputs[1..];
        }

        (_dx, _dgamma, _dbeta, _scratch) = (outputs[0], outputs[1], outputs[2], scratch);
        if (_fused is not null) _kept = inputs[5];
        if (_fused is { HasAddend: false }) _beta = inputs[6];
        if (_fused is { HasAddend: true } && inputs.Length > 6) _more = inputs[6];
        Workers.For(_cut.Parts, _sum);
        Workers.For(Blocking.Ceil(_cut.Channels, ChannelPasses.Together), _merge);
        Workers.For(_cut.Parts, _apply);
        (_x, _dy, _gamma, _mean, _variance) = (default, default, default, default, default);
        (_dx, _dgamma, _dbeta, _scratch) = (default, default, default, default);
        (_kept, _beta, _more, _d) = (default, default, default, default);
    }

    /// <summary>Factors of dy and of x - mean, and the constant term of dx.</summary>
    private Span<T> Factors => _scratch.Span<T>(0, 3 * _cut.Channels);

    private Span<T> Sums => _scratch.Span<T>(3L * _cut.Channels, 2 * _cut.Parts * _cut.Channels);

    private ReadOnlySpan<T> Forward => _beta.Bytes == 0 ? [] : _kept.Span<T>();

    private ReadOnlySpan<T> Beta => _beta.Bytes == 0 ? [] : _beta.Span<T>();

    private void Sum(int part)
    {
        if (_isBrain) Sum<ushort>(part);
        else Sum<T>(part);
    }

    private void Sum<TData>(int part)
        where TData : unmanaged
    {
        switch (_fused)
        {
            case null: Sum<TData, NormFunctions.Identity>(part); break;
            case { HasAddend: true }: SumWhere<TData>(part); break;
            case { Function: Relu }: Sum<TData, NormFunctions.Rectified>(part); break;
            default: Sum<TData, NormFunctions.HardSwished>(part); break;
        }
    }

    private void Sum<TData, TFunction>(int part)
        where TData : unmanaged
        where TFunction : struct, INormFunction => ChannelPasses.Correlate<T, TData, TFunction>(
        _cut.Part<TData>(_x, part), _cut.Part<TData>(_dy, part), _cut, _mean.Span<T>(), Forward, Beta, SumsOf(part));

    private void SumWhere<TData>(int part)
        where TData : unmanaged => ChannelPasses.CorrelateWhere<T, TData>(
        _cut.Part<TData>(_x, part), _cut.Part<TData>(_dy, part),
        _more.Bytes == 0 ? [] : _cut.Part<TData>(_more, part), _cut.Signs(_kept, part), _cut.Part<TData>(_d, part),
        _cut, _mean.Span<T>(), SumsOf(part));

    private Span<T> SumsOf(int part) => Sums.Slice(2 * part * _cut.Channels, 2 * _cut.Channels);

    /// <summary>Adds the parts of some channels, in order and in double.</summary>
    private void Merge(int block)
    {
        var gamma = _gamma.Span<T>();
        var variance = _variance.Span<T>();
        var factors = Factors;
        var dgamma = _dgamma.Span<T>();
        var dbeta = _dbeta.Span<T>();
        var channels = _cut.Channels;
        var end = Math.Min((block + 1) * ChannelPasses.Together, channels);
        var first = block * ChannelPasses.Together;
        Span<double> sums = stackalloc double[ChannelPasses.Together];
        Span<double> products = stackalloc double[ChannelPasses.Together];
        ChannelPasses.Add<T>(_cut, Sums, first, sums[..(end - first)], products[..(end - first)]);
        for (var c = first; c < end; c++)
        {
            var (plain, weighted) = (sums[c - first], products[c - first]);
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
        // Backwards: what was added up last is still in the cache, and whoever reads the result begins at its front.
        part = _cut.Parts - 1 - part;
        if (_isBrain) Apply<ushort>(part);
        else Apply<T>(part);
    }

    private void Apply<TData>(int part)
        where TData : unmanaged
    {
        switch (_fused)
        {
            case null: Apply<TData, NormFunctions.Identity>(_dy, part); break;
            case { HasAddend: true }: Apply<TData, NormFunctions.Identity>(_d, part); break;
            case { Function: Relu }: Apply<TData, NormFunctions.Rectified>(_dy, part); break;
            default: Apply<TData, NormFunctions.HardSwished>(_dy, part); break;
        }
    }

    private void Apply<TData, TFunction>(MemorySlice dy, int part)
        where TData : unmanaged
        where TFunction : struct, INormFunction => ChannelPasses.Slope<T, TData, TFunction>(
        _cut.Part<TData>(_x, part), _cut.Part<TData>(dy, part), _cut.Part<TData>(_dx, part), _cut, _mean.Span<T>(),
        Factors, Forward, Beta);
}
