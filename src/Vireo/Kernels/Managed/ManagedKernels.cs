using System.Numerics;
using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>Offers our own vectorised kernels.</summary>
internal static class ManagedKernels
{
    // Fewer sums than this are cut into pieces by the general kernel instead.
    private const int Narrow = 16;

    /// <summary>A kernel, or null when there is none for these operands.</summary>
    public static Kernel? TryCreate(Op op, Operand[] inputs, Operand[] outputs) => op switch
    {
        TileProgram { Compute: DType.F64 } program => new TileKernel<double>(program, inputs, outputs),
        TileProgram program => new TileKernel<float>(program, inputs, outputs),
        Fill fill => new FillKernel(fill.Value, fill.Spec.DType),
        _ when CopyKernels.TryCreate(op, inputs, outputs) is { } copy => copy,
        // Without elements there is nothing to win: the reference says what comes out.
        _ when Array.Exists(inputs, i => i.Shape.Count == 0) => null,
        _ when IndexKernels.TryCreate(op, inputs, outputs) is { } index => index,
        ArgOp arg when inputs[0].DType == DType.F32 => new ArgKernel<float>(arg, inputs[0].Shape),
        ArgOp arg when inputs[0].DType == DType.F64 => new ArgKernel<double>(arg, inputs[0].Shape),
        SearchSorted search when inputs[0].DType == DType.F32 => new SearchSortedKernel<float>(search, inputs),
        SearchSorted search when inputs[0].DType == DType.F64 => new SearchSortedKernel<double>(search, inputs),
        TopK top when inputs[0].DType == DType.F32 => new TopKKernel(top, inputs[0].Shape),
        _ when outputs[0].DType == DType.F32 => TryCreate<float>(op, inputs, outputs),
        _ when outputs[0].DType == DType.F64 => TryCreate<double>(op, inputs, outputs),
        _ => null,
    };

    private static Kernel? TryCreate<T>(Op op, Operand[] inputs, Operand[] outputs)
        where T : unmanaged, IFloatingPointIeee754<T> => op switch
        {
            Sum sum when SumOverRows<T>(sum, inputs[0]) is { } kernel => kernel,
            ReduceOp reduce => new ReduceKernel<T>(reduce, inputs[0], outputs[0]),
            RandomUniform random => new RandomUniformKernel<T>(random),
            ScatterAdd add => new ScatterAddKernel<T>(add.Axis, outputs[0].Shape, inputs[1]),
            IndexAdd add => new IndexAddKernel<T>(add.Axis, outputs[0].Shape, inputs[1]),
            CumulativeSum sum => new CumulativeSumKernel<T>(sum.Axis, sum.Reverse, inputs[0].Shape),
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
            Ops.SoftmaxBackward => new SoftmaxBackward<T>(SoftmaxRows(inputs[0]), inputs[0].Shape[^1]),
            Ops.LogSoftmaxBackward => new LogSoftmaxBackward<T>(SoftmaxRows(inputs[0]), inputs[0].Shape[^1]),
            _ => null,
        };

    /// <summary>Sums that leave what lies side by side, or that take it all, have kernels of their own: they add up in
    /// double.</summary>
    private static Kernel? SumOverRows<T>(Sum sum, Operand x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (axes, rank) = (sum.Axes, x.Shape.Rank);
        if (x.Layout == Layout.ChannelsLast)
        {
            return axes == [0, 2, 3] ? new ChannelSum<T>(Rows(x), x.Shape[1]) : null;
        }

        var leads = axes.Count is > 0 && axes.Count < rank && axes[axes.Count - 1] == axes.Count - 1;
        var trails = axes.Count is > 0 && axes.Count < rank && axes[0] == rank - axes.Count;
        var cut = leads ? axes.Count : rank - axes.Count;
        var (front, back) = (1L, 1L);
        for (var axis = 0; axis < rank; axis++)
        {
            if (axis < cut) front *= x.Shape[axis];
            else back *= x.Shape[axis];
        }

        if (leads && back >= Narrow) return new ChannelSum<T>((int)front, (int)back);
        return trails && front >= Narrow ? new RowSum<T>((int)front, (int)back) : null;
    }

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
