using System.Numerics;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Finds the bar by sorting, then compares.</summary>
internal sealed class HardestMask<T>(Ops.HardestMask op, long count) : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override string Name => "managed hardest mask";

    /// <inheritdoc/>
    public override long ScratchBytes => count * sizeof(double);

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        if (count == 0) return;
        var losses = inputs[0].Span<T>();
        var mask = outputs[0].Span<byte>();
        var sorted = scratch.Span<double>(0, losses.Length);
        for (var i = 0; i < losses.Length; i++) sorted[i] = double.CreateTruncating(losses[i]);
        var bar = op.Bar(sorted);
        for (var i = 0; i < losses.Length; i++)
        {
            mask[i] = Ops.HardestMask.Stays(double.CreateTruncating(losses[i]), bar) ? (byte)1 : (byte)0;
        }
    }
}
