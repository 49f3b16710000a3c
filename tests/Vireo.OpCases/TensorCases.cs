using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.OpCases;

/// <summary>Sums, orders, selections and moves of elements.</summary>
public static class TensorCases
{
    private static readonly OpInput s_x = new([2, 3, 5, 7]);

    /// <summary>The cases.</summary>
    public static OpCase[] All =>
    [
        new(new Expand { Shape = [4, 3, 5] }, new OpInput([3, 1])),
        new(new Fill { Value = 1.5, Spec = new([2, 3], DType.F32) }),
        new(new Iota { Count = 5, DType = DType.F32 }) { ChecksGradient = false },
        new(new Iota { Count = 9 }) { ChecksGradient = false },
        new(new RandomUniform { Stream = 3, Shape = [5, 7] }, new OpInput([2]) { Values = [42, 7], Type = DType.I64 }),
        new(new Sum { Axes = [0, 2, 3] }, s_x),
        new(new Sum { Axes = [1], KeepAxes = true }, s_x) { BatchInputs = [0] },
        new(new Sum { Axes = [0, 1, 2, 3] }, s_x),
        new(new Sum { Axes = [3] }, s_x) { BatchInputs = [0] },
        new(new ReduceMax { Axes = [1, 2] }, s_x) { BatchInputs = [0] },
        new(new ReduceMin { Axes = [0], KeepAxes = true }, s_x),
        new(new Sum { Axes = [] }, new OpInput([])),
        .. Places,
        .. Orders,
        new(new Reshape { Shape = [6, 35] }, s_x),
        new(new Reshape { Shape = [0, 35] }, new OpInput([0, 5, 7])),
        new(new Sum { Axes = [1, 2] }, new OpInput([0, 5, 7])),
        new(new ReduceMax { Axes = [1] }, new OpInput([0, 5, 7])),
        new(new Slice { Axis = 1, Start = 1, Length = 2, Step = 2 }, new OpInput([0, 5])),
        new(new Slice { Axis = 1, Start = 1, Length = 0 }, new OpInput([2, 5])),
        new(new Unslice { Axis = 1, Start = 1, Step = 2, Extent = 12 }, new OpInput([0, 5])),
        new(new Concat { Axis = 1 }, new OpInput([2, 0]), new OpInput([2, 3])),
        new(new Softmax(), new OpInput([0, 4])),
        new(new ArgMax { Axis = 1 }, new OpInput([0, 4])) { ChecksGradient = false },
        new(new Expand { Shape = [0, 3] }, new OpInput([1, 3])),
        new(new Gather { Axis = 1 }, new OpInput([0, 6]), new OpInput([0, 2]) { Type = DType.I64 }),
        new(new ScatterAdd { Axis = 1, Extent = 3 }, new OpInput([0, 2]), new OpInput([0, 2]) { Type = DType.I64 }),
        new(new Transpose { Order = [2, 0, 3, 1] }, s_x) { BatchInputs = [0] },
        new(new Slice { Axis = 2, Start = 1, Length = 2, Step = 2 }, s_x) { BatchInputs = [0] },
        new(new Unslice { Axis = 1, Start = 1, Step = 2, Extent = 7 }, s_x) { BatchInputs = [0] },
        new(new Unslice { Axis = 3, Start = 2, Extent = 12 }, s_x),
        new(new Unslice { Axis = 0, Start = 1, Step = 3, Extent = 5 }, new OpInput([2])),
        new(new Concat { Axis = 1 }, s_x, new OpInput([2, 1, 5, 7])) { BatchInputs = [0, 1] },
        .. Indices,
        .. Moves,
        new(new Softmax(), new OpInput([3, 4, 19])) { BatchInputs = [0] },
        new(new LogSoftmax(), new OpInput([3, 4, 19])) { BatchInputs = [0] },
        new(new SoftmaxBackward(), new OpInput([3, 19]) { Low = 0, High = 1 }, new OpInput([3, 19])),
        new(new SoftmaxBackward(), new OpInput([2, 0]), new OpInput([2, 0])),
        new(new LogSoftmaxBackward(), new OpInput([3, 19]) { High = 0 }, new OpInput([3, 19])),
        // Kernels of their own: sums over all rows, and sums of rows.
        new(new Sum { Axes = [0, 1] }, new OpInput([3, 41, 17])),
        new(new Sum { Axes = [0], KeepAxes = true }, new OpInput([7, 16])),
        new(new Sum { Axes = [1, 2] }, new OpInput([17, 13, 5])),
        new(new Sum { Axes = [2], KeepAxes = true }, new OpInput([4, 5, 131])),
        new(new Sum { Axes = [1] }, new OpInput([17, 0])),
    ];

    private static OpCase[] Places =>
    [
        .. from op in (ArgOp[])[new ArgMax { Axis = 1 }, new ArgMin { Axis = 1, KeepAxis = true }]
           from input in (OpInput[])[s_x, new([1, 1]), new([3, 1024, 23]), new([0, 4]), new([2, 5])
           {
               Values = [1, 3, 3, 2, 0, 2, 2, -1, -1, 2],
           }]
           select new OpCase(op, input) { ChecksGradient = false },
        new(new SearchSorted(), s_edges, s_points) { ChecksGradient = false },
        new(new SearchSorted { Right = true }, s_edges, s_points) { ChecksGradient = false },
        new(new SearchSorted(), new OpInput([2, 3]) { Values = [1, 2, 3, 0, 0, 5] }, new OpInput([2, 4]))
        {
            ChecksGradient = false,
        },
    ];

    private static readonly OpInput s_edges = new([4]) { Values = [1, 2, 2, 5] };
    private static readonly OpInput s_points = new([2, 4]) { Values = [0.5, 1, 2, 3, 5, 6, double.NaN, -1] };

    private static OpCase[] Orders =>
    [
        new(new CumulativeSum { Axis = 1 }, s_x) { BatchInputs = [0] },
        new(new CumulativeSum { Axis = 3, Reverse = true }, s_x) { BatchInputs = [0] },
        new(new CumulativeSum { Axis = 0, Reverse = true }, new OpInput([13, 2])),
        new(new CumulativeSum { Axis = 0 }, new OpInput([1])),
        new(new CumulativeSum { Axis = 1 }, new OpInput([3, 0])),
        new(new TopK { K = 3, Axis = 2 }, s_x) { BatchInputs = [0] },
        new(new TopK { K = 7, Axis = 3, Largest = false }, s_x),
        new(new TopK { K = 5, Axis = 0, Largest = false }, new OpInput([101, 3])),
        new(new TopK { K = 1, Axis = 0 }, new OpInput([1])),
        new(new TopK { K = 0, Axis = 1 }, new OpInput([2, 3])),
        new(new TopK { K = 2, Axis = 1 }, new OpInput([0, 3])),
        // Equal elements, zeros of either sign, infinities.
        new(new TopK { K = 8, Axis = 0 }, s_awkward) { ChecksGradient = false },
        new(new TopK { K = 5, Axis = 0, Largest = false }, s_awkward) { ChecksGradient = false },
    ];

    private static readonly OpInput s_awkward = new([8])
    {
        Values = [1, -0.0, 0, 7, double.PositiveInfinity, 1, double.NegativeInfinity, 0],
    };

    private static OpCase[] Indices =>
    [
        new(new Gather { Axis = 1 }, new OpInput([4, 6]), Index([4, 2], 6)),
        new(new Gather { Axis = 0 }, new OpInput([5, 3, 2]), Index([7, 3, 2], 5, DType.I32)),
        new(new Gather { Axis = 1 }, new OpInput([2, 3]), Index([2, 0], 3)),
        new(new ScatterAdd { Axis = 0, Extent = 3 }, new OpInput([4, 2]), Index([4, 2], 3)),
        new(new ScatterAdd { Axis = 1, Extent = 5 }, new OpInput([2, 11, 3]), Index([2, 11, 3], 5, DType.I32)),
        new(new ScatterAdd { Axis = 0, Extent = 4 }, new OpInput([0]), Index([0], 4)),
        new(new Scatter { Axis = 1 }, new OpInput([2, 5]),
            new OpInput([2, 3]) { Values = [4, 0, 2, 1, 3, 0], Type = DType.I64 }, new OpInput([2, 3])),
        new(new Scatter { Axis = 0 }, new OpInput([3, 2]),
            new OpInput([2, 2]) { Values = [0, 2, 1, 0], Type = DType.I32 }, new OpInput([2, 2])),
        new(new IndexSelect { Axis = 1 }, new OpInput([2, 5, 3]), Index([4], 5)),
        new(new IndexSelect { Axis = 0 }, new OpInput([7]), Index([1], 7, DType.I32)),
        new(new IndexSelect { Axis = 0 }, new OpInput([7, 2]), Index([0], 7)),
        new(new IndexSelect { Axis = 0, Padding = 1 }, new OpInput([4, 5]), Index([6], 4)) { ChecksGradient = false },
        new(new IndexAdd { Axis = 1, Extent = 3 }, new OpInput([2, 7, 5]), Index([7], 3)),
        new(new IndexAdd { Axis = 0, Extent = 2 }, new OpInput([0, 3]), Index([0], 2)),
    ];

    private static OpCase[] Moves =>
    [
        new(new Flip { Axes = [1] }, s_x) { BatchInputs = [0] },
        new(new Flip { Axes = [0, 2, 3] }, s_x),
        new(new Flip { Axes = [0] }, new OpInput([0, 3])),
        new(new Roll { Axes = [1, 3], Shifts = [2, 5] }, s_x) { BatchInputs = [0] },
        new(new Roll { Axes = [0], Shifts = [3] }, new OpInput([11])),
    ];

    private static OpInput Index(Shape shape, int below, DType type = DType.I64) =>
        new(shape) { Low = 0, High = below, Type = type };
}
