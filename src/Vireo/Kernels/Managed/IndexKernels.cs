using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>Offers the kernels that move elements by index, for elements of any type.</summary>
internal static class IndexKernels
{
    /// <summary>A kernel, or null when the op is none of these.</summary>
    public static Kernel? TryCreate(Op op, Operand[] inputs, Operand[] outputs) => op switch
    {
        Gather or IndexSelect or Scatter => outputs[0].DType.Size switch
        {
            1 => Create<byte>(op, inputs),
            2 => Create<ushort>(op, inputs),
            4 => Create<uint>(op, inputs),
            _ => Create<ulong>(op, inputs),
        },
        _ => null,
    };

    private static Kernel Create<T>(Op op, Operand[] inputs)
        where T : unmanaged => op switch
        {
            Gather gather => new GatherKernel<T>(gather.Axis, inputs[0].Shape, inputs[1]),
            IndexSelect select => new IndexSelectKernel<T>(select.Axis, inputs[0].Shape, inputs[1]),
            _ => new ScatterKernel<T>(((Scatter)op).Axis, inputs[0].Shape, inputs[1]),
        };
}
