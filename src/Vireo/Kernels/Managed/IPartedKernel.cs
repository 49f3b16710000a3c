using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>A kernel whose work is parts that depend on nothing but its inputs, so that the parts of several kernels
/// can be handed to the workers together.</summary>
internal interface IPartedKernel
{
    /// <summary>Number of parts; depends on the extents alone.</summary>
    public int Parts { get; }

    /// <summary>Takes note of the memory.</summary>
    public void Begin(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch);

    /// <summary>Does one part.</summary>
    public void RunPart(int part);

    /// <summary>Does what is left when all parts are done.</summary>
    public void End();
}
