using Vireo.Native;

namespace Vireo.Kernels.OneDnn;

/// <summary>A primitive that adds to what its output holds: that is an input, copied there unless the plan has let both
/// share their memory.</summary>
/// <param name="kernel">The primitive.</param>
/// <param name="accumulator">The input that is added to, behind those of the primitive.</param>
internal sealed class DnnAccumulation(Kernel kernel, int accumulator) : Kernel
{
    /// <inheritdoc/>
    public override string Name => kernel.Name;

    /// <inheritdoc/>
    public override long ScratchBytes => kernel.ScratchBytes;

    /// <inheritdoc/>
    public override int? Accumulator => accumulator;

    /// <inheritdoc/>
    public override long PackedBytes(int input) => input == accumulator ? 0 : kernel.PackedBytes(input);

    /// <inheritdoc/>
    public override void UsePacked(int input) => kernel.UsePacked(input);

    /// <inheritdoc/>
    public override void Pack(int input, MemorySlice from, MemorySlice packed) => kernel.Pack(input, from, packed);

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        if (!inputs[accumulator].Equals(outputs[0])) inputs[accumulator].Span<byte>().CopyTo(outputs[0].Span<byte>());
        kernel.Run(inputs[..accumulator], outputs, scratch);
    }
}
