using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Kernels.OneDnn;

/// <summary>Offers kernels of oneDNN, in single precision and, where the processor has it, for brain
/// floats.</summary>
internal static class OneDnnKernels
{
    /// <summary>A kernel, or null when the library is missing or has none for these operands.</summary>
    public static Kernel? TryCreate(Op op, Operand[] inputs, Operand[] outputs)
    {
        if (!Native.OneDnn.IsAvailable || !IsFitting(op, inputs, outputs)) return null;
        return op switch
        {
            Conv2d conv => DnnConvolutions.Forward(conv, inputs, outputs[0]),
            FusedConvolution conv => DnnConvolutions.Fused(conv, inputs, outputs[0]),
            QuantisedConvolution conv => DnnConvolutions.Quantised(conv, inputs, outputs[0]),
            Conv2dBackwardData conv => DnnConvolutions.BackwardData(conv, inputs, outputs[0]),
            Conv2dBackwardWeights conv => DnnConvolutions.BackwardWeights(conv, inputs, outputs[0]),
            MatMul product => DnnProducts.Create(product, inputs, outputs[0]),
            BatchNormTraining norm => DnnNorms.Training(norm, inputs),
            BatchNormInference norm => DnnNorms.Inference(norm, inputs),
            BatchNormBackward norm => DnnNorms.Backward(norm, inputs),
            AveragePool2d pool => DnnPools.Average(pool, inputs[0], outputs[0]),
            AveragePool2dBackward pool => DnnPools.AverageBackward(pool, inputs[0], outputs[0]),
            AdaptiveAveragePool2d pool => DnnPools.Adaptive(pool, inputs[0], outputs[0]),
            AdaptiveAveragePool2dBackward pool => DnnPools.AdaptiveBackward(pool, inputs[0], outputs[0]),
            Softmax => DnnElements.Softmax(inputs[0], log: false),
            LogSoftmax => DnnElements.Softmax(inputs[0], log: true),
            UnaryOp unary => DnnElements.Unary(unary, inputs[0], outputs[0]),
            BinaryOp binary => DnnElements.Binary(binary, inputs, outputs[0]),
            _ => null,
        };
    }

    /// <summary>Whether oneDNN's kernel is to be asked for before ours: it is faster but for the exceptions
    /// here.</summary>
    /// <remarks>Measured with oneDNN 2.6.3 on one core of a Zen 5 with AVX-512, batch 16, against the managed kernels
    /// of the same day. The numbers are time of ours / time of oneDNN's.</remarks>
    public static bool IsPreferred(Op op, Operand[] inputs) => op switch
    {
        // Plans run them as tile programs, which do not store what lies between; alone, either is bound by memory.
        ElementwiseOp => false,
        // Channels not in sixteens get kernels for AVX2, SSE or plain loops: 0.17 to 1.10 for 3, 20, 24, 40, 72.
        // In sixteens forward 1.0 to 4.2, backward 0.8 to 2.2, inference 0.7 to 2.2; all of ResNet-50 2.0, 1.5, 1.8.
        BatchNormTraining or BatchNormBackward or BatchNormInference => inputs[0].Shape[1] % 16 == 0,
        // Depthwise kernels wider than three taps miss jit_dw and fall to a dense one: 0.15 to 0.28 for 5 x 5.
        Conv2dBackwardWeights { Forward.Groups: > 1, Shape: var w } when w[1] == 1 => w[2] <= 3 && w[3] <= 3,
        // Its logarithm is off by up to 4e-6, thirty times what ours is: too much for losses that are differences.
        LogSoftmax => false,
        // All other convolutions of ResNet-50, MobileNetV2 and V3-small: forward and data 1.05 to 6, weights 0.97 to 11
        // (images of one pixel 0.6, but that is 5 microseconds); matrix products 1.15 to 4.7.
        _ => true,
    };

    private static bool IsFitting(Op op, Operand[] inputs, Operand[] outputs)
    {
        Operand[] all = [.. inputs, .. outputs];
        if (Array.Exists(all, o => o.Shape.Count == 0)) return false;
        // Without those instructions sums may be cut off: wrong numbers.
        if (op is QuantisedConvolution) return Native.OneDnn.HasByteProducts;
        return Array.TrueForAll(all, o => o.DType == DType.F32)
            || (inputs.Length > 0 && Native.OneDnn.HasBrainFloat && TakesBrainFloats(op, inputs, outputs));
    }

    /// <summary>Whether the types are those of the library's kernels for brain floats: data in them, parameters and
    /// statistics in single precision, and products in either.</summary>
    private static bool TakesBrainFloats(Op op, Operand[] inputs, Operand[] outputs)
    {
        static bool IsBrain(Operand operand) => operand.DType == DType.BF16;
        static bool IsSingle(Operand operand) => operand.DType == DType.F32;
        var (first, product) = (IsBrain(inputs[0]), IsBrain(outputs[0]) || IsSingle(outputs[0]));
        return op switch
        {
            Conv2d => first && IsBrain(inputs[1]) && inputs[2..].All(IsSingle) && product,
            FusedConvolution fused => first && IsBrain(inputs[1]) && product
                && inputs[2..fused.Own(inputs.Length)].All(IsSingle)
                && (!fused.HasAddend || inputs[^1].DType == outputs[0].DType),
            Conv2dBackwardData or Conv2dBackwardWeights or MatMul => first && IsBrain(inputs[1]) && product,
            BatchNormTraining or BatchNormInference => first && IsBrain(outputs[0]) && inputs[0].Shape[1] % 16 == 0
                && inputs[1..].All(IsSingle) && outputs[1..].All(IsSingle),
            BatchNormBackward => first && IsBrain(inputs[1]) && IsBrain(outputs[0]) && inputs[0].Shape[1] % 16 == 0
                && inputs[2..].All(IsSingle) && outputs[1..].All(IsSingle),
            AveragePool2d or AveragePool2dBackward or AdaptiveAveragePool2d or AdaptiveAveragePool2dBackward =>
                first && IsBrain(outputs[0]),
            _ => false,
        };
    }
}
