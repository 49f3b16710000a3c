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
    private readonly Action<int> _part;
    private MemorySlice _x;
    private MemorySlice _beta;
    private MemorySlice _mean;
    private MemorySlice _y;
    private MemorySlice _scratch;

    /// <summary>Fixes the extents.</summary>
    /// <param name="rows">N · H · W.</param>
    /// <param name="channels">C.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public BatchNormInference(int rows, int channels, double epsilon)
    {
        (_cut, _epsilon) = (new(rows, channels), epsilon);
        _part = Part;
    }

    /// <inheritdoc/>
    public override string Name => "managed batch norm inference";

    /// <inheritdoc/>
    public override long ScratchBytes => (long)_cut.Channels * Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_x, _beta, _mean, _y, _scratch) = (inputs[0], inputs[2], inputs[3], outputs[0], scratch);
        var gamma = inputs[1].Span<T>();
        var variance = inputs[4].Span<T>();
        var scale = scratch.Span<T>();
        for (var c = 0; c < _cut.Channels; c++)
        {
            var deviation = Math.Sqrt(double.CreateTruncating(variance[c]) + _epsilon);
            scale[c] = T.CreateTruncating(double.CreateTruncating(gamma[c]) / deviation);
        }

        Workers.For(_cut.Parts, _part);
        (_x, _beta, _mean, _y, _scratch) = (default, default, default, default, default);
    }

    private void Part(int part)
    {
        var end = _cut.End(part);
        for (var row = part * _cut.PartRows; row < end; row += _cut.BlockRows)
        {
            var rows = Math.Min(_cut.BlockRows, end - row);
            ref var x = ref _x.Span<T>((long)row * _cut.Channels, rows * _cut.Channels)[0];
            ref var y = ref _y.Span<T>((long)row * _cut.Channels, rows * _cut.Channels)[0];
            var c = 0;
            if (Lanes512<T>.IsSupported) c = Block<Lanes512<T>>(ref x, ref y, rows, c);
            if (Lanes256<T>.IsSupported) c = Block<Lanes256<T>>(ref x, ref y, rows, c);
            if (Lanes128<T>.IsSupported) c = Block<Lanes128<T>>(ref x, ref y, rows, c);
            Block<Lanes1<T>>(ref x, ref y, rows, c);
        }
    }

    private int Block<TLanes>(ref T x, ref T y, int rows, int c)
        where TLanes : struct, ILanes<TLanes, T>
    {
        var channels = _cut.Channels;
        ref var scales = ref _scratch.Span<T>()[0];
        ref var means = ref _mean.Span<T>()[0];
        ref var betas = ref _beta.Span<T>()[0];
        for (; c <= channels - TLanes.Count; c += TLanes.Count)
        {
            var scale = TLanes.Load(ref scales, c);
            var mean = TLanes.Load(ref means, c);
            var beta = TLanes.Load(ref betas, c);
            nint at = c;
            for (var row = 0; row < rows; row++, at += channels)
            {
                TLanes.Fma(TLanes.Load(ref x, at) - mean, scale, beta).Store(ref y, at);
            }
        }

        return c;
    }
}
