using System.Numerics;
using System.Runtime.CompilerServices;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Batch normalisation with given statistics: <c>y = γ · (x - mean) / √(var + ε) + β</c>.</summary>
/// <remarks>Inputs: x (channels last, or <c>[N, C]</c>), γ, β, mean, variance. Output: y.</remarks>
public sealed class BatchNormInference<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ChannelRows _cut;
    private readonly double _epsilon;
    private readonly bool _isBrain;
    private readonly Action<int> _part;
    private MemorySlice _x;
    private MemorySlice _beta;
    private MemorySlice _y;
    private MemorySlice _scratch;

    /// <summary>Fixes the extents.</summary>
    /// <param name="rows">N · H · W.</param>
    /// <param name="channels">C.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="isBrain">Whether x and y are brain floats; all else is <typeparamref name="T"/>, single
    /// precision then.</param>
    public BatchNormInference(int rows, int channels, double epsilon, bool isBrain = false)
    {
        (_cut, _epsilon, _isBrain) = (new(rows, channels), epsilon, isBrain);
        _part = Part;
    }

    /// <inheritdoc/>
    public override string Name => "managed batch norm inference";

    /// <inheritdoc/>
    public override long ScratchBytes => 3L * _cut.Channels * Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_x, _beta, _y, _scratch) = (inputs[0], inputs[2], outputs[0], scratch);
        var gamma = inputs[1].Span<T>();
        var variance = inputs[4].Span<T>();
        var channels = _cut.Channels;
        var factors = scratch.Span<T>(0, 3 * channels);
        inputs[3].Span<T>(0, channels).CopyTo(factors);
        factors.Slice(channels, channels).Clear();
        for (var c = 0; c < channels; c++)
        {
            var deviation = Math.Sqrt(double.CreateTruncating(variance[c]) + _epsilon);
            factors[2 * channels + c] = T.CreateTruncating(double.CreateTruncating(gamma[c]) / deviation);
        }

        Workers.For(_cut.Parts, _part);
        (_x, _beta, _y, _scratch) = (default, default, default, default);
    }

    private void Part(int part)
    {
        if (_isBrain) Part<ushort>(part);
        else Part<T>(part);
    }

    private void Part<TData>(int part)
        where TData : unmanaged => ChannelPasses.Scale<T, TData>(
            _cut.Part<TData>(_x, part), _cut.Part<TData>(_y, part), _cut, _scratch.Span<T>(0, 3 * _cut.Channels),
            _beta.Span<T>());
}
