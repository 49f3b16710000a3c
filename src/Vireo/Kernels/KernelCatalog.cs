using Vireo.Kernels.Managed;
using Vireo.Kernels.OneDnn;
using Vireo.Kernels.Reference;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels;

/// <summary>Finds a kernel for an op: backends are asked one after the other, the faster first; the reference always
/// can.</summary>
public static class KernelCatalog
{
    /// <summary>The first kernel offered.</summary>
    public static Kernel Create(Op op, Operand[] inputs, Operand[] outputs)
    {
        var (first, second) = OneDnnKernels.IsPreferred(op, inputs)
            ? (Backend.OneDnn, Backend.Managed)
            : (Backend.Managed, Backend.OneDnn);
        return TryCreate(first, op, inputs, outputs)
            ?? TryCreate(second, op, inputs, outputs)
            ?? new ReferenceKernel(op, inputs, outputs);
    }

    /// <summary>A backend's kernel for an op, or null when it has none for these operands.</summary>
    public static Kernel? TryCreate(Backend backend, Op op, Operand[] inputs, Operand[] outputs) => backend switch
    {
        Backend.OneDnn => OneDnnKernels.TryCreate(op, inputs, outputs),
        Backend.Managed => ManagedKernels.TryCreate(op, inputs, outputs),
        _ => new ReferenceKernel(op, inputs, outputs),
    };

    /// <summary>The operands of an op as a plan that computes in brain floats has them; null when the op has no kernels
    /// for those.</summary>
    /// <param name="op">The op.</param>
    /// <param name="inputs">Inputs in single precision.</param>
    /// <param name="outputs">Outputs in single precision.</param>
    public static (Operand[] Inputs, Operand[] Outputs)? WithBrainFloats(
        Op op, Operand[] inputs, Operand[] outputs) =>
        BrainOperands.IsTakenBy(op) ? BrainOperands.Of(op, inputs, outputs) : null;

    /// <summary>Whether plans compute an elementwise op in SIMD lanes, several elements at once. Others run element by
    /// element through their oracle, tile by tile all the same.</summary>
    public static bool IsVectorised(ElementwiseOp op) => TileFunctions<float>.Vectorised(op) is not null;

    /// <summary>Writes row-major numbers into the memory of a value, in its type and layout.</summary>
    public static void Write(ReadOnlySpan<double> values, MemorySlice memory, Operand operand) =>
        HostData.Store(values, memory, operand);

    /// <summary>Reads the memory of a value as row-major numbers.</summary>
    public static double[] Read(MemorySlice memory, Operand operand) => HostData.Load(memory, operand);
}
