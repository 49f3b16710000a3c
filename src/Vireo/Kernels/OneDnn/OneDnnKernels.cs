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
            BatchNormTraining norm => DnnNorms.Training(norm, inputs),
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

    /// <summary>Whether oneDNN's kernel is to be asked for before ours: it is faster but for the exceptions
    /// here.</summary>
    /// <remarks>Measured with oneDNN 2.6.3 on one core of a Zen 5 with AVX-512, batch 16, against the managed kernels of
    /// the same day; the ratios are time of ours / time of oneDNN's.</remarks>
    public static bool IsPreferred(Op op, Operand[] inputs) => op switch
    {
        // Plans run them as tile programs, which do not store what lies between; alone, either is bound by memory.
        ElementwiseOp => false,
        // Channels not in sixteens: 24 and 72 of MobileNetV3 get an AVX2 kernel (0.50 to 1.31), 20 or 30 get plain
        // loops (nspc_bnorm:any). In sixteens 1.1 to 4.4 forward, 0.7 to 3.3 backward.
        BatchNormTraining or BatchNormBackward or BatchNormInference => inputs[0].Shape[1] % 16 == 0,
        // Depthwise kernels wider than three taps miss jit_dw and fall to a dense one: 0.09 to 0.27 for 5 x 5.
        // All other convolutions of MobileNetV3-small and ResNet-50: 1.2 and more.
        Conv2dBackwardWeights { Shape: var w } conv when conv.Forward.Groups > 1 && w[1] == 1 => w[2] <= 3 && w[3] <= 3,
        _ => true,
    };

    private static bool IsFitting(Operand operand) => operand.DType == DType.F32 && operand.Shape.Count > 0;
}
