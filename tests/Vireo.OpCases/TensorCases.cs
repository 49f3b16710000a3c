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
        new(new ArgMax(), new OpInput([0, 4])) { ChecksGradient = false },
        new(new ArgMax(), s_x) { ChecksGradient = false },
        new(new Reshape { Shape = [0, 35] }, new OpInput([0, 5, 7])),
        new(new Expand { Shape = [0, 3] }, new OpInput([1, 3])),
        new(new Reshape { Shape = [6, 35] }, s_x),
        new(new Transpose { Order = [2, 0, 3, 1] }, s_x) { BatchInputs = [0] },
        new(new Slice { Axis = 2, Start = 1, Length = 2, Step = 2 }, s_x) { BatchInputs = [0] },
        new(new Unslice { Axis = 1, Start = 1, Step = 2, Extent = 7 }, s_x) { BatchInputs = [0] },
        new(new Slice { Axis = 1, Start = 1, Length = 0 }, new OpInput([2, 5])),
        new(new Unslice { Axis = 3, Start = 2, Extent = 12 }, s_x),
        new(new Unslice { Axis = 0, Start = 1, Step = 3, Extent = 5 }, new OpInput([2])),
        new(new Concat { Axis = 1 }, new OpInput([2, 0]), new OpInput([2, 3])),
        new(new Concat { Axis = 1 }, s_x, new OpInput([2, 1, 5, 7])) { BatchInputs = [0, 1] },
        new(new Gather { Axis = 1 }, new OpInput([4, 6]), new OpInput([4, 2]) { Low = 0, High = 6, Type = DType.I64 }),
        new(new ScatterAdd { Axis = 0, Extent = 3 }, new OpInput([4, 2]), new OpInput([4, 2]) { Low = 0, High = 3,
            Type = DType.I64 }),
        new(new Softmax(), new OpInput([3, 4, 19])) { BatchInputs = [0] },
        new(new LogSoftmax(), new OpInput([3, 4, 19])) { BatchInputs = [0] },
    ];
}
