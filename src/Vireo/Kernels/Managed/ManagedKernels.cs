using System.Numerics;
using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>Offers our own vectorised kernels.</summary>
internal static class ManagedKernels
{
    /// <summary>A kernel, or null when there is none for these operands.</summary>
    public static Kernel? TryCreate(Op op, Operand[] inputs, Operand[] outputs) => op switch
    {
        TileProgram { Compute: DType.F64 } program => new TileKernel<double>(program, inputs, outputs),
        TileProgram program => new TileKernel<float>(program, inputs, outputs),
        Fill fill => new FillKernel(fill.Value, fill.Spec.DType),
        _ when CopyKernels.TryCreate(op, inputs, outputs) is { } copy => copy,
        // Without elements there is nothing to win: the reference says what comes out.
        _ when Array.Exists(inputs, i => i.Shape.Count == 0) => null,
        _ when outputs[0].DType == DType.F32 => TryCreate<float>(op, inputs, outputs),
        _ when outputs[0].DType == DType.F64 => TryCreate<double>(op, inputs, outputs),
        _ => null,
    };

    private static Kernel? TryCreate<T>(Op op, Operand[] inputs, Operand[] outputs)
        where T : unmanaged, IFloatingPointIeee754<T> => op switch
        {
            ReduceOp reduce => new ReduceKernel<T>(reduce, inputs[0], outputs[0]),
            RandomUniform random => new RandomUniformKernel<T>(random),
            Gather gather => new GatherKernel<T>(gather, inputs[0], inputs[1]),
            Ops.MatMul product => new MatMul<T>(
                inputs[0].Shape, inputs[1].Shape, product.TransposeA, product.TransposeB),
            Conv2d conv => Convolution.Forward<T>(
                conv.Geometry(inputs[0].Shape, inputs[1].Shape), hasBias: inputs.Length > 2),
            Conv2dBackwardData back => Convolution.BackwardData<T>(
                back.Forward.Geometry(back.Shape, inputs[1].Shape)),
            Conv2dBackwardWeights back => Convolution.BackwardWeights<T>(
                back.Forward.Geometry(inputs[0].Shape, back.Shape)),
            Ops.BatchNormTraining norm when HasInnerChannels(inputs[0]) =>
                new BatchNormTraining<T>(Rows(inputs[0]), inputs[0].Shape[1], norm.Epsilon),
            Ops.BatchNormInference norm when HasInnerChannels(inputs[0]) =>
                new BatchNormInference<T>(Rows(inputs[0]), inputs[0].Shape[1], norm.Epsilon),
            Ops.BatchNormBackward norm when HasInnerChannels(inputs[0]) =>
                new BatchNormBackward<T>(Rows(inputs[0]), inputs[0].Shape[1], norm.Epsilon),
            GroupNorm2d norm => new GroupNormForward<T>(
                inputs[0].Shape[0], Pixels(inputs[0]), inputs[0].Shape[1], norm.Groups, norm.Epsilon),
            GroupNorm2dBackward norm => new GroupNormBackward<T>(
                inputs[0].Shape[0], Pixels(inputs[0]), inputs[0].Shape[1], norm.Forward.Groups, norm.Forward.Epsilon),
            RowNorm norm when Extent(norm, inputs[0]) is > 0 and var extent => new RowNormForward<T>(
                (int)(inputs[0].Shape.Count / extent), extent, norm.IsCentred, norm.Epsilon),
            Ops.RowNormBackward norm when Extent(norm.Forward, inputs[0]) is > 0 and var extent =>
                new RowNormBackward<T>(
                    (int)(inputs[0].Shape.Count / extent), extent, norm.Forward.IsCentred, norm.Forward.Epsilon),
            GridSample sample => new GridSampleKernel<T>(sample, inputs[0].Shape, inputs[1].Shape),
            GridSampleBackward back => new GridSampleBackwardKernel<T>(back.Forward, inputs[1].Shape, inputs[2].Shape),
            Separable2dOp map => new SeparableKernel<T>(
                map.Name, inputs[0].Shape[0], inputs[0].Shape[1], map.Maps(inputs[0].Shape)),
            Separable2dBackward back => new SeparableKernel<T>(
                back.Name, back.Shape[0], back.Shape[1], back.Maps()),
            MaxPool2d pool => new MaxPoolForward<T>(pool.Geometry(inputs[0].Shape)),
            AdaptiveMaxPool2d => MaxPoolForward<T>.Adaptive(Adaptive(inputs[0].Shape, outputs[0].Shape)),
            MaxPool2dBackward => new MaxPoolBackward<T>(Adaptive(outputs[0].Shape, inputs[0].Shape)),
            MaxUnpool2d when inputs[1].DType == DType.I32 =>
                new MaxPoolBackward<T>(Adaptive(outputs[0].Shape, inputs[0].Shape), overwrites: true),
            AveragePool2d pool => new AveragePoolForward<T>(pool.Geometry(inputs[0].Shape), pool.CountPadding),
            AveragePool2dBackward back =>
                new AveragePoolBackward<T>(back.Forward.Geometry(back.Shape), back.Forward.CountPadding),
            AdaptiveAveragePool2d => AveragePoolForward<T>.Adaptive(Adaptive(inputs[0].Shape, outputs[0].Shape)),
            AdaptiveAveragePool2dBackward =>
                AveragePoolBackward<T>.Adaptive(Adaptive(outputs[0].Shape, inputs[0].Shape)),
            Unfold unfold => new PatchKernel<T>(unfold.Geometry(inputs[0].Shape), folds: false),
            Fold fold => new PatchKernel<T>(fold.Forward.Geometry(outputs[0].Shape), folds: true),
            Ops.Softmax => new Softmax<T>(SoftmaxRows(inputs[0]), inputs[0].Shape[^1]),
            Ops.LogSoftmax => new LogSoftmax<T>(SoftmaxRows(inputs[0]), inputs[0].Shape[^1]),
            _ => null,
        };

    private static Pool2dGeometry Adaptive(Shape x, Shape y) => new()
    {
        N = x[0], C = x[1], H = x[2], W = x[3], OH = y[2], OW = y[3], KH = 1, KW = 1, StrideH = 1, StrideW = 1,
    };

    private static int Pixels(Operand x) => x.Shape[2] * x.Shape[3];

    private static int Extent(RowNorm norm, Operand x) => x.Shape[norm.Axis(x.Shape)];

    private static int SoftmaxRows(Operand x) => checked((int)(x.Shape.Count / Math.Max(1, x.Shape[^1])));

    private static bool HasInnerChannels(Operand x) => x.Shape.Rank is 2 or 4;

    /// <summary>Elements per channel.</summary>
    private static int Rows(Operand x) => checked((int)(x.Shape.Count / Math.Max(1, x.Shape[1])));
}
