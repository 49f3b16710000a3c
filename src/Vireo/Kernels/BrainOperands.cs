using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Kernels;

/// <summary>Which ops have kernels for brain floats, and which of their operands are such: images, their gradients and
/// weights. Parameters of norms, biases, statistics and gradients of weights are singles.</summary>
internal static class BrainOperands
{
    /// <summary>Whether kernels for brain floats exist for an op, at least for some operands.</summary>
    public static bool IsTakenBy(Op op) => op is Conv2d or Conv2dBackwardData or Conv2dBackwardWeights or MatMul
        or BatchNormTraining or BatchNormInference or BatchNormBackward or FusedBatchNorm or FusedBatchNormBackward
        or AveragePool2d or AveragePool2dBackward or AdaptiveAveragePool2d or AdaptiveAveragePool2dBackward
        or MaxPool2d or AdaptiveMaxPool2d or MaxPool2dBackward or Sum;

    /// <summary>Whether an input is brain floats.</summary>
    public static bool IsData(Op op, int input) => op switch
    {
        Conv2d or Conv2dBackwardData or Conv2dBackwardWeights or MatMul or BatchNormBackward => input < 2,
        FusedBatchNorm or FusedBatchNormBackward => op.IsImageInput(input),
        _ => input == 0,
    };

    /// <summary>Whether an output is brain floats.</summary>
    public static bool IsWritten(Op op, int output) => op switch
    {
        Conv2dBackwardWeights or Sum => false,
        FusedBatchNormBackward => op.IsImageOutput(output),
        _ => output == 0,
    };

    /// <summary>The same operands with brain floats in place of singles.</summary>
    public static (Operand[] Inputs, Operand[] Outputs) Of(Op op, Operand[] inputs, Operand[] outputs)
    {
        static Operand Place(Operand operand, bool isBrain) => operand with
        {
            DType = isBrain && operand.DType == DType.F32 ? DType.BF16 : operand.DType,
        };
        return ([.. inputs.Select((o, i) => Place(o, IsData(op, i)))],
            [.. outputs.Select((o, i) => Place(o, IsWritten(op, i)))]);
    }
}
