using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.Tests.Ops;

/// <summary>What must hold of every op. A new op adds one row.</summary>
public class OpTests
{
    private static readonly Conv2d s_conv = new() { Window = new(2, 1), Groups = 1 };
    private static readonly Conv2d s_grouped = new() { Window = new(1, 2, 2), Groups = 3 };
    private static readonly MaxPool2d s_maxPool = new() { KH = 3, KW = 3, Window = new(2, 1) };
    private static readonly AveragePool2d s_avgPool = new() { KH = 3, KW = 2, Window = new(2, 1), CeilMode = true };
    private static readonly AdaptiveAveragePool2d s_adaptive = new() { OH = 3, OW = 2 };

    private static readonly OpInput s_x = new([2, 3, 5, 7]);
    private static readonly OpInput s_positive = new([2, 3, 5, 7]) { Low = 0.5, High = 3 };
    private static readonly OpInput s_truth = new([2, 3, 5, 7]) { Low = 0, High = 2, Type = DType.Bool };

    /// <summary>Every op with inputs to try it on.</summary>
    public static readonly OpCase[] Cases =
    [
        new(new Abs(), s_x), new(new Negate(), s_x), new(new Sign(), s_x), new(new Exp(), s_x), new(new Log(), s_positive),
        new(new Sqrt(), s_positive), new(new Tanh(), s_x), new(new Sigmoid(), s_x), new(new Sin(), s_x),
        new(new Cos(), s_x), new(new Log1p(), s_positive), new(new Atan(), s_x),
        new(new Detach(), s_x) { ChecksGradient = false }, new(new Floor(), s_x), new(new Relu(), s_x),
        new(new Erf(), s_x), new(new Gelu(), s_x),
        new(new HardSwish(), new OpInput([3, 41]) { Low = -5, High = 5 }),
        new(new HardSigmoid(), new OpInput([3, 41]) { Low = -5, High = 5 }), new(new Silu(), s_x),
        new(new Clamp { Low = -1, High = 0.5 }, s_x), new(new Clamp { High = 1, Flat = true }, s_x),
        new(new Power { Exponent = 2.5 }, s_positive),
        new(new Power { Exponent = -0.5 }, s_positive),
        new(new Add(), s_x, new OpInput([3, 1, 1])), new(new Subtract(), s_x, new OpInput([7])),
        new(new Multiply(), s_x, new OpInput([2, 1, 5, 1])), new(new Divide(), s_x, s_positive),
        new(new Maximum(), s_x, new OpInput([2, 3, 5, 7])), new(new Minimum(), new OpInput([]), s_x),
        new(new Greater(), s_x, new OpInput([5, 1])), new(new GreaterOrEqual(), s_x, s_x),
        new(new Equal(), new OpInput([4]) { Values = [1, 2, 3, 4] }, new OpInput([4]) { Values = [1, 3, 3, 5] }),
        new(new Where(), s_truth, s_x, new OpInput([1, 3, 1, 1])), new(new Expand { Shape = [4, 3, 5] }, new OpInput([3, 1])),
        new(new Cast { To = DType.I32 }, s_x) { ChecksGradient = false }, new(new Cast { To = DType.F64 }, s_x),
        new(new Fill { Value = 1.5, Spec = new([2, 3], DType.F32) }),
        new(new Iota { Count = 9 }) { ChecksGradient = false },
        new(new RandomUniform { Stream = 3, Shape = [5, 7] }, new OpInput([2]) { Values = [42, 7], Type = DType.I64 }),
        new(new Sum { Axes = [0, 2, 3] }, s_x), new(new Sum { Axes = [1], KeepAxes = true }, s_x),
        new(new Sum { Axes = [0, 1, 2, 3] }, s_x), new(new Sum { Axes = [3] }, s_x),
        new(new ReduceMax { Axes = [1, 2] }, s_x), new(new ReduceMin { Axes = [0], KeepAxes = true }, s_x),
        new(new ArgMax(), s_x) { ChecksGradient = false },
        new(new Reshape { Shape = [6, 35] }, s_x), new(new Transpose { Order = [2, 0, 3, 1] }, s_x),
        new(new Slice { Axis = 2, Start = 1, Length = 2, Step = 2 }, s_x),
        new(new Unslice { Axis = 1, Start = 1, Step = 2, Extent = 7 }, s_x),
        new(new Concat { Axis = 1 }, s_x, new OpInput([2, 1, 5, 7])),
        new(new Gather { Axis = 1 }, new OpInput([4, 6]), new OpInput([4, 2]) { Low = 0, High = 6, Type = DType.I64 }),
        new(new ScatterAdd { Axis = 0, Extent = 3 }, new OpInput([4, 2]),
            new OpInput([4, 2]) { Low = 0, High = 3, Type = DType.I64 }),
        new(new MatMul(), new OpInput([2, 1, 3, 5]), new OpInput([4, 5, 7])),
        new(new MatMul { TransposeA = true, TransposeB = true }, new OpInput([5, 3]), new OpInput([7, 5])),
        new(new MatMul { TransposeB = true }, new OpInput([17, 33]), new OpInput([9, 33])),
        new(s_conv, new OpInput([2, 3, 7, 6]), new OpInput([4, 3, 3, 3]), new OpInput([4])),
        new(s_grouped, new OpInput([2, 6, 5, 6]), new OpInput([9, 2, 3, 2])),
        new(new Conv2d { Window = new(1, 1), Groups = 5 }, new OpInput([2, 5, 6, 7]), new OpInput([5, 1, 3, 3])),
        new(new Conv2d(), new OpInput([2, 17, 4, 3]), new OpInput([5, 17, 1, 1])),
        new(new Conv2dBackwardData { Forward = s_conv, Shape = [2, 3, 7, 6] }, new OpInput([2, 4, 4, 3]),
            new OpInput([4, 3, 3, 3])),
        new(new Conv2dBackwardWeights { Forward = s_grouped, Shape = [9, 2, 3, 2] }, new OpInput([2, 6, 5, 6]),
            new OpInput([2, 9, 5, 8])),
        new(new BatchNormTraining(), new OpInput([4, 3, 5, 3]), new OpInput([3]), new OpInput([3])),
        new(new BatchNormInference(), new OpInput([4, 3, 5, 3]), new OpInput([3]), new OpInput([3]), new OpInput([3]),
            new OpInput([3]) { Low = 0.5 }),
        new(new BatchNormBackward(), new OpInput([4, 3, 5, 3]), new OpInput([4, 3, 5, 3]), new OpInput([3]),
            new OpInput([3]), new OpInput([3]) { Low = 0.5 }),
        new(s_maxPool, new OpInput([2, 3, 6, 7])),
        new(new MaxPool2dBackward { Forward = s_maxPool, Shape = [2, 3, 6, 7] }, new OpInput([2, 3, 3, 4]),
            new OpInput([2, 3, 3, 4]) { Low = 0, High = 42, Type = DType.I32 }),
        new(s_avgPool, new OpInput([2, 3, 6, 7])),
        new(new AveragePool2dBackward { Forward = s_avgPool, Shape = [2, 3, 6, 7] }, new OpInput([2, 3, 4, 4])),
        new(s_adaptive, new OpInput([2, 3, 7, 5])),
        new(new AdaptiveAveragePool2dBackward { Forward = s_adaptive, Shape = [2, 3, 7, 5] }, new OpInput([2, 3, 3, 2])),
        new(new Softmax(), new OpInput([3, 4, 19])), new(new LogSoftmax(), new OpInput([3, 4, 19])),
    ];

    /// <summary>Numbers of the cases.</summary>
    public static TheoryData<int, string> Rows
    {
        get
        {
            var rows = new TheoryData<int, string>();
            for (var i = 0; i < Cases.Length; i++) rows.Add(i, Cases[i].Op.GetType().Name);
            return rows;
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void Keeps_its_promises(int row, string op)
    {
        Assert.Equal(op, Cases[row].Op.GetType().Name);
        Check.Conforms(Cases[row]);
    }

    [Fact]
    public void Every_op_has_a_row()
    {
        var tried = Cases.Select(c => c.Op.GetType()).ToHashSet();
        var missing = typeof(Op).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(Op)) && !t.IsAbstract && t.IsPublic && t != typeof(Source) && !tried.Contains(t));
        Assert.Empty(missing);
    }
}
