using Vireo.Ops;

namespace Vireo.Kernels.OneDnn;

/// <summary>Offers kernels of oneDNN, in single precision.</summary>
internal static class OneDnnKernels
{
    /// <summary>A kernel, or null when the library is missing or has none for these operands.</summary>
    public static Kernel? TryCreate(Op op, Operand[] inputs, Operand[] outputs)
    {
        if (!Native.OneDnn.IsAvailable || !Array.TrueForAll(inputs, IsFitting)) return null;
        if (!Array.TrueForAll(outputs, IsFitting)) return null;
        return op switch
        {
            Conv2d conv => DnnConvolutions.Forward(conv, inputs),
            Conv2dBackwardData conv => DnnConvolutions.BackwardData(conv, inputs),
            Conv2dBackwardWeights conv => DnnConvolutions.BackwardWeights(conv, inputs),
            MatMul product => DnnProducts.Create(product, inputs, outputs[0]),
            BatchNorm norm => DnnNorms.Training(norm, inputs),
            BatchNormInference norm => DnnNorms.Inference(norm, inputs),
            BatchNormBackward norm => DnnNorms.Backward(norm, inputs),
            AveragePool2d pool => DnnPools.Average(pool, inputs[0]),
            AveragePool2dBackward pool => DnnPools.AverageBackward(pool),
            AdaptiveAveragePool2d pool => DnnPools.Adaptive(pool, inputs[0]),
            AdaptiveAveragePool2dBackward pool => DnnPools.AdaptiveBackward(pool),
            Softmax => DnnElements.Softmax(inputs[0], log: false),
            LogSoftmax => DnnElements.Softmax(inputs[0], log: true),
            UnaryOp unary => DnnElements.Unary(unary, inputs[0], outputs[0]),
            BinaryOp binary => DnnElements.Binary(binary, inputs, outputs[0]),
            _ => null,
        };
    }

    /// <summary>Whether oneDNN's kernel is to be asked for before ours.</summary>
    public static bool IsPreferred(Op op, Operand[] inputs) => op is not ElementwiseOp;

    private static bool IsFitting(Operand operand) => operand.DType == DType.F32 && operand.Shape.Count > 0;
}
