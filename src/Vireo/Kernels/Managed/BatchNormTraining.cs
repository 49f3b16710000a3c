using System.Numerics;
using System.Runtime.CompilerServices;
using Vireo.Graph;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>Batch normalisation with the statistics of the batch: <c>y = γ · (x - mean) / √(var + ε) + β</c>, any
/// number of channels.</summary>
/// <remarks>Inputs: x (channels last, or <c>[N, C]</c>), γ, β. Outputs: y, mean <c>[C]</c>, biased variance
/// <c>[C]</c>. Blocks that fit the first cache are centred before they are squared; blocks and parts are merged after
/// Chan, Golub and LeVeque 1979, so a large mean costs no digits. Ioffe and Szegedy 2015, arXiv:1502.03167.</remarks>
public sealed class BatchNormTraining<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ChannelRows _cut;
    private readonly double _epsilon;
    private readonly FusedBatchNorm? _fused;
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
    private MemorySlice _factors;
    private MemorySlice _addend;
    private MemorySlice _signs;

    /// <summary>Fixes the extents.</summary>
    /// <param name="rows">N · H · W.</param>
    /// <param name="channels">C.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="isBrain">Whether images are brain floats; all else is <typeparamref name="T"/>, single precision
    /// then.</param>
    public BatchNormTraining(int rows, int channels, double epsilon, bool isBrain = false)
    {
        (_cut, _epsilon, _isBrain) = (new(rows, channels), epsilon, isBrain);
        (_measure, _merge, _apply) = (Measure, Merge, Apply);
    }

    /// <summary>Adds another image (a fourth input) and applies a function to what it has normalised; a fourth output
    /// is what the gradient needs.</summary>
    internal BatchNormTraining(int rows, int channels, FusedBatchNorm fused, bool isBrain = false)
        : this(rows, channels, fused.Norm.Epsilon, isBrain) => _fused = fused;

    /// <inheritdoc/>
    public override string Name => _fused switch
    {
        null => "managed batch norm",
        { Function: { } f } => $"managed batch norm{(_fused.HasAddend ? " + add" : "")} + {f.Name.ToLowerInvariant()}",
        _ => "managed batch norm + add",
    };

    /// <inheritdoc/>
    public override int? Accumulator => _fused is { HasAddend: true } ? 3 : null;

    /// <inheritdoc/>
    public override long ScratchBytes => (2L * _cut.Parts + 3) * _cut.Channels * Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_x, _gamma, _beta) = (inputs[0], inputs[1], inputs[2]);
        (_y, _mean, _variance, _scratch) = (outputs[0], outputs[1], outputs[2], scratch);
        _factors = _fused is { Keeps: true, HasAddend: false } ? outputs[3] : scratch;
        if (_fused is { HasAddend: true }) _addend = inputs[3];
        if (_fused is { Keeps: true, HasAddend: true }) _signs = outputs[3];
        Workers.For(_cut.Parts, _measure);
        Workers.For(Blocking.Ceil(_cut.Channels, ChannelPasses.Together), _merge);
        Workers.For(_cut.Parts, _apply);
        (_x, _gamma, _beta, _y, _mean, _variance, _scratch) =
            (default, default, default, default, default, default, default);
        (_factors, _addend, _signs) = (default, default, default);
    }

    /// <summary>Mean, what its rounding lost, and γ / √(var + ε).</summary>
    private Span<T> Factors => _factors.Span<T>(0, 3 * _cut.Channels);

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
        var end = Math.Min((block + 1) * ChannelPasses.Together, channels);
        var first = block * ChannelPasses.Together;
        Span<double> merged = stackalloc double[end - first];
        Span<double> squares = stackalloc double[end - first];
        if (_isBrain) ChannelPasses.Merge<T, ushort>(_cut, _x.Span<ushort>(), Moments, first, merged, squares);
        else ChannelPasses.Merge<T, T>(_cut, _x.Span<T>(), Moments, first, merged, squares);
        for (var c = first; c < end; c++)
        {
            var mean = merged[c - first];
            var variance = _cut.Rows > 0 ? squares[c - first] / _cut.Rows : 0;
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
        // Backwards: what was measured last is still in the cache, and whoever reads the result begins at its front.
        part = _cut.Parts - 1 - part;
        if (_isBrain) Apply<ushort>(part);
        else Apply<T>(part);
    }

    private void Apply<TData>(int part)
        where TData : unmanaged
    {
        switch (_fused?.Function)
        {
            case null: Apply<TData, NormFunctions.Identity>(part); break;
            case Relu: Apply<TData, NormFunctions.Rectified>(part); break;
            default: Apply<TData, NormFunctions.HardSwished>(part); break;
        }
    }

    private void Apply<TData, TFunction>(int part)
        where TData : unmanaged
        where TFunction : struct, INormFunction => ChannelPasses.Scale<T, TData, TFunction>(
        _cut.Part<TData>(_x, part), _addend.Bytes == 0 ? [] : _cut.Part<TData>(_addend, part),
        _cut.Part<TData>(_y, part), _signs.Bytes == 0 ? [] : _cut.Signs(_signs, part), _cut, Factors, _beta.Span<T>());
}
