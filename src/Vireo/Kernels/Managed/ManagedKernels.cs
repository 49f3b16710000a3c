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
            Ops.MatMul product when inputs[0].Shape.Count > 0 && inputs[1].Shape.Count > 0 => new MatMul<T>(
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
            MaxPool2d pool => new MaxPoolForward<T>(pool.Geometry(inputs[0].Shape)),
            MaxPool2dBackward back => new MaxPoolBackward<T>(back.Forward.Geometry(back.Shape)),
            AveragePool2d pool when IsSymmetric(pool) =>
                new AveragePoolForward<T>(pool.Geometry(inputs[0].Shape), pool.CountPadding),
            AveragePool2dBackward back when IsSymmetric(back.Forward) =>
                new AveragePoolBackward<T>(back.Forward.Geometry(back.Shape), back.Forward.CountPadding),
            AdaptiveAveragePool2d pool => AveragePoolForward<T>.Adaptive(Adaptive(pool, inputs[0].Shape)),
            AdaptiveAveragePool2dBackward back => AveragePoolBackward<T>.Adaptive(Adaptive(back.Forward, back.Shape)),
            Ops.Softmax => new Softmax<T>(SoftmaxRows(inputs[0]), inputs[0].Shape[^1]),
            Ops.LogSoftmax => new LogSoftmax<T>(SoftmaxRows(inputs[0]), inputs[0].Shape[^1]),
            _ => null,
        };

    private static bool IsSymmetric(AveragePool2d pool) =>
        pool.Window.PadTop == pool.Window.PadBottom && pool.Window.PadLeft == pool.Window.PadRight;

    private static Pool2dGeometry Adaptive(AdaptiveAveragePool2d pool, Shape x) => new()
    {
        N = x[0], C = x[1], H = x[2], W = x[3], OH = pool.OH, OW = pool.OW, KH = 1, KW = 1, StrideH = 1, StrideW = 1,
    };

    private static int SoftmaxRows(Operand x) => checked((int)(x.Shape.Count / Math.Max(1, x.Shape[^1])));

    private static bool HasInnerChannels(Operand x) => x.Shape.Rank is 2 or 4;

    /// <summary>Elements per channel.</summary>
    private static int Rows(Operand x) => checked((int)(x.Shape.Count / Math.Max(1, x.Shape[1])));
}
