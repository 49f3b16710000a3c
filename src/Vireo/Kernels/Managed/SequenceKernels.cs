using System.Numerics;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>Offers kernels for attention, recurrent layers and alignments.</summary>
internal static class SequenceKernels
{
    /// <summary>A kernel, or null when there is none for these operands.</summary>
    public static Kernel? TryCreate<T>(Op op, Operand[] inputs)
        where T : unmanaged, IFloatingPointIeee754<T> => op switch
        {
            Attention attention => new AttentionForward<T>(Geometry(attention, inputs)),
            Ops.AttentionBackward back => new AttentionBackward<T>(Geometry(back.Forward, inputs[..^3])),
            Recurrence layer => new RecurrenceForward<T>(layer, inputs[0].Shape, inputs[2].Shape),
            Ops.RecurrenceBackward back =>
                new RecurrenceBackward<T>(back.Forward, inputs[0].Shape, inputs[2].Shape),
            CtcLoss loss => new CtcForward<T>(loss, inputs[0].Shape, inputs[1].Shape),
            CtcLossBackward back => new CtcBackward<T>(back.Forward, inputs[0].Shape, inputs[1].Shape),
            _ => null,
        };

    private static AttentionGeometry Geometry(Attention op, Operand[] inputs) => op.Geometry(
        inputs[0].Shape, inputs[1].Shape, inputs[2].Shape, inputs.Length > 3 ? inputs[3].Shape : null,
        inputs[^1].Shape);
}
