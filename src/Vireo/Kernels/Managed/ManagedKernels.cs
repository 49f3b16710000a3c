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
        Batch batch => BatchKernel.TryCreate(batch),
        Fill fill => new FillKernel(fill.Value, fill.Spec.DType),
        _ when CopyKernels.TryCreate(op, inputs, outputs) is { } copy => copy,
        _ when Array.Exists(inputs, IsBrain) || Array.Exists(outputs, IsBrain) =>
            BrainKernels.TryCreate(op, inputs, outputs),
        // Without elements there is nothing to win: the reference says what comes out.
        _ when Array.Exists(inputs, i => i.Shape.Count == 0) => null,
        QuantisedConvolution conv => new IntegerConvolution(conv, inputs),
        QuantisedMaxPool pool when inputs[0].DType == DType.U8 =>
            new ByteMaxPool<byte>(pool.Pooling.Geometry(inputs[0].Shape)),
        QuantisedMaxPool pool => new ByteMaxPool<sbyte>(pool.Pooling.Geometry(inputs[0].Shape)),
        QuantisedMean mean => new ByteMean(mean, inputs[0]),
        QuantisedScaling scaling => new ByteScaling(scaling, inputs[0]),
        _ when IndexKernels.TryCreate(op, inputs, outputs) is { } index => index,
        ArgOp arg when inputs[0].DType == DType.F32 => new ArgKernel<float>(arg, inputs[0].Shape),
        ArgOp arg when inputs[0].DType == DType.F64 => new ArgKernel<double>(arg, inputs[0].Shape),
        SearchSorted search when inputs[0].DType == DType.F32 => new SearchSortedKernel<float>(search, inputs),
        SearchSorted search when inputs[0].DType == DType.F64 => new SearchSortedKernel<double>(search, inputs),
        TopK top when inputs[0].DType == DType.F32 => new TopKKernel(top, inputs[0].Shape),
        Ops.NonMaxSuppression nms when inputs[0].DType == DType.F32 => new NonMaxSuppression<float>(nms, inputs),
        Ops.NonMaxSuppression nms when inputs[0].DType == DType.F64 => new NonMaxSuppression<double>(nms, inputs),
        Ops.HardestMask hard when inputs[0].DType == DType.F32 => new HardestMask<float>(hard, inputs[0].Shape.Count),
        Ops.HardestMask hard when inputs[0].DType == DType.F64 => new HardestMask<double>(hard, inputs[0].Shape.Count),
        RoiPoolPlaces places when inputs[0].DType == DType.F32 => Places<float>(places, inputs),
        RoiPoolPlaces places when inputs[0].DType == DType.F64 => Places<double>(places, inputs),
        _ when outputs[0].DType == DType.F32 => TryCreate<float>(op, inputs, outputs),
        _ when outputs[0].DType == DType.F64 => TryCreate<double>(op, inputs, outputs),
        _ => null,
    };

    private static bool IsBrain(Operand operand) => operand.DType == DType.BF16;

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
            FusedBatchNorm norm when HasInnerChannels(inputs[0]) =>
                new BatchNormTraining<T>(Rows(inputs[0]), inputs[0].Shape[1], norm),
            FusedBatchNormBackward norm when HasInnerChannels(inputs[0]) =>
                new BatchNormBackward<T>(Rows(inputs[0]), inputs[0].Shape[1], norm),
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
            DeformableConv2d conv => new DeformableForward<T>(conv, inputs[0].Shape, inputs[2].Shape, inputs.Length),
            Ops.DeformableColumns columns => new DeformableColumns<T>(columns, inputs[0].Shape),
            DeformableColumnsBackwardData back => new DeformableBackwardData<T>(back),
            DeformableColumnsBackwardOffsets back => new DeformableBackwardOffsets<T>(back, inputs[1].Shape),
            Ops.JaccardWeights => new JaccardWeights<T>(inputs[0].Shape),
            RoiAlign align => new RoiAlignForward<T>(align, inputs[0].Shape, inputs[1].Shape[0]),
            Ops.RoiAlignBackward back => new RoiAlignBackward<T>(back, inputs[1].Shape[0]),
            RoiPool pool => new RoiPoolForward<T>(pool, inputs[0].Shape, inputs[1].Shape[0], wantsPlaces: false),
            Ops.RoiPoolBackward back => new RoiPoolBackward<T>(back, inputs[2].Shape[0]),
            Ops.Softmax => new Softmax<T>(SoftmaxRows(inputs[0]), inputs[0].Shape[^1]),
            Ops.LogSoftmax => new LogSoftmax<T>(SoftmaxRows(inputs[0]), inputs[0].Shape[^1]),
            Ops.SoftmaxBackward => new SoftmaxBackward<T>(SoftmaxRows(inputs[0]), inputs[0].Shape[^1]),
            Ops.LogSoftmaxBackward => new LogSoftmaxBackward<T>(SoftmaxRows(inputs[0]), inputs[0].Shape[^1]),
            _ => SequenceKernels.TryCreate<T>(op, inputs),
        };

    private static RoiPoolForward<T> Places<T>(RoiPoolPlaces op, Operand[] inputs)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new(op.Pooling, inputs[0].Shape, inputs[1].Shape[0], wantsPlaces: true);

    /// <summary>Sums that leave what lies side by side, or that take it all, have kernels of their own: they add up in
    /// double.</summary>
    private static Kernel? SumOverRows<T>(Sum sum, Operand x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.Shape.Count == 0) return null;
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

    /// <summary>Extents of a pooling by those of its images alone.</summary>
    public static Pool2dGeometry Adaptive(Shape x, Shape y) => new()
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
