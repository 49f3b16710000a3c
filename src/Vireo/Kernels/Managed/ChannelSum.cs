using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Sum over all axes but the channels: the gradient of a bias.</summary>
/// <remarks>Input: <c>[N, C, H, W]</c>, channels last, or <c>[N, C]</c>. Output: <c>[C]</c>. Blocks are summed apart,
/// then parts, in double.</remarks>
public sealed class ChannelSum<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ChannelRows _cut;
    private readonly Action<int> _part;
    private MemorySlice _input;
    private MemorySlice _scratch;

    /// <summary>Fixes the extents.</summary>
    /// <param name="rows">Product of all extents but the channels'.</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="isBrain">Whether the input is brain floats; the output is <typeparamref name="T"/>, single
    /// precision then.</param>
    public ChannelSum(int rows, int channels, bool isBrain = false)
    {
        _cut = new(rows, channels);
        _part = isBrain ? Part<ushort> : Part<T>;
    }

    /// <inheritdoc/>
    public override string Name => "managed channel sum";

    /// <inheritdoc/>
    public override long ScratchBytes => (long)_cut.Parts * _cut.Channels * Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_input, _scratch) = (inputs[0], scratch);
        Workers.For(_cut.Parts, _part);
        var result = outputs[0].Span<T>();
        var partial = scratch.Span<T>();
        for (var c = 0; c < _cut.Channels; c++)
        {
            var sum = 0.0;
            for (var part = 0; part < _cut.Parts; part++)
            {
                sum += double.CreateTruncating(partial[part * _cut.Channels + c]);
            }

            result[c] = T.CreateTruncating(sum);
        }

        (_input, _scratch) = (default, default);
    }

    private void Part<TData>(int part)
        where TData : unmanaged
    {
        var sums = _scratch.Span<T>((long)part * _cut.Channels, _cut.Channels);
        sums.Clear();
        var end = _cut.End(part);
        for (var row = part * _cut.PartRows; row < end; row += _cut.BlockRows)
        {
            var rows = Math.Min(_cut.BlockRows, end - row);
            ref var x = ref _input.Span<TData>((long)row * _cut.Channels, rows * _cut.Channels)[0];
            var c = 0;
            if (Lanes512<T>.IsSupported) c = Block<Lanes512<T>, TData>(ref x, rows, sums, c);
            if (Lanes256<T>.IsSupported) c = Block<Lanes256<T>, TData>(ref x, rows, sums, c);
            if (Lanes128<T>.IsSupported) c = Block<Lanes128<T>, TData>(ref x, rows, sums, c);
            Block<Lanes1<T>, TData>(ref x, rows, sums, c);
        }
    }

    private int Block<TLanes, TData>(ref TData x, int rows, Span<T> sums, int c)
        where TLanes : struct, ILanes<TLanes, T>
        where TData : unmanaged
    {
        ref var target = ref MemoryMarshal.GetReference(sums);
        for (; c <= _cut.Channels - TLanes.Count; c += TLanes.Count)
        {
            var sum = TLanes.Zero;
            nint at = c;
            for (var row = 0; row < rows; row++, at += _cut.Channels) sum += TLanes.Read(ref x, at);
            (TLanes.Load(ref target, c) + sum).Store(ref target, c);
        }

        return c;
    }
}
