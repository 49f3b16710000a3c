using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>Our kernels for values stored as brain floats: they compute in single precision and round what they
/// store. Parameters, statistics and gradients of weights are singles.</summary>
internal static class BrainKernels
{
    /// <summary>A kernel, or null when there is none for these operands.</summary>
    public static Kernel? TryCreate(Op op, Operand[] inputs, Operand[] outputs) => op switch
    {
        _ => null,
    };
}
