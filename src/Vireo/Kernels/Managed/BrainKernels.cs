using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>Our kernels for images stored as brain floats: they compute in single precision and round what they store.
/// Parameters, statistics, sums and gradients of weights are singles.</summary>
internal static class BrainKernels
{
    /// <summary>A kernel, or null when there is none for these operands.</summary>
    public static Kernel? TryCreate(Op op, Operand[] inputs, Operand[] outputs)
    {
        if (inputs.Length == 0 || Array.Exists(inputs, i => i.Shape.Count == 0)) return null;
        var (x, y) = (inputs[0], outputs[0]);
        var hasInnerChannels = x.Shape.Rank is 2 or 4;
        // Data in brain floats, everything behind it in singles, unless said otherwise.
        bool Data(int count, bool result = true) =>
            inputs.Index().All(i => i.Item.DType == (i.Index < count ? DType.BF16 : DType.F32))
            && y.DType == (result ? DType.BF16 : DType.F32)
            && outputs[1..].All(o => o.DType is DType.F32 or DType.I32);
        return op switch
        {
            FusedBatchNorm norm when hasInnerChannels && HasImages(op, inputs, outputs) =>
                new BatchNormTraining<float>(Rows(x), x.Shape[1], norm, isBrain: true),
            FusedBatchNormBackward norm when hasInnerChannels && HasImages(op, inputs, outputs) =>
                new BatchNormBackward<float>(Rows(x), x.Shape[1], norm, isBrain: true),
            BatchNormTraining norm when Data(1) && hasInnerChannels =>
                new BatchNormTraining<float>(Rows(x), x.Shape[1], norm.Epsilon, isBrain: true),
            BatchNormInference norm when Data(1) && hasInnerChannels =>
                new BatchNormInference<float>(Rows(x), x.Shape[1], norm.Epsilon, isBrain: true),
            BatchNormBackward norm when Data(2) && hasInnerChannels =>
                new BatchNormBackward<float>(Rows(x), x.Shape[1], norm.Epsilon, isBrain: true),
            Conv2d conv when Data(2) && conv.Geometry(x.Shape, inputs[1].Shape) is var g && IsPlain(g) =>
                new DepthwiseForward<float>(g, hasBias: inputs.Length > 2, isBrain: true),
            Conv2dBackwardData back when Data(2)
                && back.Forward.Geometry(back.Shape, inputs[1].Shape) is var g && IsPlain(g) =>
                new DepthwiseBackwardData<float>(g, isBrain: true),
            Conv2dBackwardWeights back when Data(2, result: false)
                && back.Forward.Geometry(x.Shape, back.Shape) is var g && IsPlain(g) =>
                new DepthwiseBackwardWeights<float>(g, isBrain: true),
            MaxPool2d pool when Data(1) => new MaxPoolForward<float>(pool.Geometry(x.Shape), isBrain: true),
            AdaptiveMaxPool2d when Data(1) =>
                MaxPoolForward<float>.Adaptive(ManagedKernels.Adaptive(x.Shape, y.Shape), isBrain: true),
            MaxPool2dBackward when x.DType == DType.BF16 && y.DType == DType.BF16 =>
                new MaxPoolBackward<float>(ManagedKernels.Adaptive(y.Shape, x.Shape), isBrain: true),
            AveragePool2d pool when Data(1) =>
                new AveragePoolForward<float>(pool.Geometry(x.Shape), pool.CountPadding, isBrain: true),
            AveragePool2dBackward back when Data(1) => new AveragePoolBackward<float>(
                back.Forward.Geometry(back.Shape), back.Forward.CountPadding, isBrain: true),
            AdaptiveAveragePool2d when Data(1) =>
                AveragePoolForward<float>.Adaptive(ManagedKernels.Adaptive(x.Shape, y.Shape), isBrain: true),
            AdaptiveAveragePool2dBackward when Data(1) =>
                AveragePoolBackward<float>.Adaptive(ManagedKernels.Adaptive(y.Shape, x.Shape), isBrain: true),
            Sum sum when Data(1, result: false) => x.Layout == Layout.ChannelsLast && sum.Axes == [0, 2, 3]
                ? new ChannelSum<float>(Rows(x), x.Shape[1], isBrain: true)
                : new ReduceKernel<float>(sum, x, y),
            _ => null,
        };
    }

    /// <summary>Whether images are brain floats and nothing else is.</summary>
    private static bool HasImages(Op op, Operand[] inputs, Operand[] outputs) =>
        inputs.Index().All(i => BrainOperands.IsData(op, i.Index) == (i.Item.DType == DType.BF16))
        && outputs.Index().All(o => BrainOperands.IsWritten(op, o.Index) == (o.Item.DType == DType.BF16));

    private static bool IsPlain(Conv2dGeometry g) => g.IsDepthwise && g.O == g.C;

    /// <summary>Elements per channel.</summary>
    private static int Rows(Operand x) => checked((int)(x.Shape.Count / Math.Max(1, x.Shape[1])));
}
