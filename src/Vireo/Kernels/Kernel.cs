using Vireo.Native;

namespace Vireo.Kernels;

/// <summary>One computation, fixed for given operands: made once per plan, run once per step. Everything that can be
/// worked out from shapes is worked out in the constructor.</summary>
public abstract class Kernel
{
    /// <summary>Where it comes from and what it is, as listings show it: <c>managed gemm</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Bytes of working memory that <see cref="Run"/> wants; the plan places them in its arena.</summary>
    public virtual long ScratchBytes => 0;

    /// <summary>An input in whose memory the first output should lie, because the kernel adds to what is there (and
    /// copies the input first when it lies elsewhere) or is faster so. Null for none.</summary>
    public virtual int? Accumulator => null;

    /// <summary>Bytes of an input in the form in which the kernel works with it, when that is another than the one it
    /// is given in; zero when there is nothing to gain from packing it ahead.</summary>
    public virtual long PackedBytes(int input) => 0;

    /// <summary>From now on <see cref="Run"/> is given the packed form of an input; <see cref="ScratchBytes"/> may
    /// shrink.</summary>
    public virtual void UsePacked(int input) => throw new NotSupportedException($"{Name} packs nothing");

    /// <summary>Brings an input, which stays the same for many runs, into its packed form.</summary>
    /// <param name="input">Which one.</param>
    /// <param name="from">Its memory.</param>
    /// <param name="packed"><see cref="PackedBytes"/> bytes.</param>
    public virtual void Pack(int input, MemorySlice from, MemorySlice packed) =>
        throw new NotSupportedException($"{Name} packs nothing");

    /// <summary>Computes the outputs. Allocates nothing.</summary>
    /// <param name="inputs">Memory of the inputs, in the layouts the kernel was made for.</param>
    /// <param name="outputs">Memory of the outputs; their content is undefined before.</param>
    /// <param name="scratch">At least <see cref="ScratchBytes"/> bytes of undefined content, 64-byte aligned.</param>
    public abstract void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch);
}
