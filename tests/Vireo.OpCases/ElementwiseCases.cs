using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.OpCases;

/// <summary>Functions of the elements at one place.</summary>
public static class ElementwiseCases
{
    private static readonly OpInput s_x = new([2, 3, 5, 7]);
    private static readonly OpInput s_positive = new([2, 3, 5, 7]) { Low = 0.5, High = 3 };
    private static readonly OpInput s_truth = new([2, 3, 5, 7]) { Low = 0, High = 2, Type = DType.Bool };

    /// <summary>The cases.</summary>
    public static OpCase[] All =>
    [
        new(new Abs(), s_x),
        new(new Negate(), s_x),
        new(new Sign(), s_x),
        new(new Exp(), s_x),
        new(new Log(), s_positive),
        new(new Sqrt(), s_positive),
        new(new Tanh(), s_x),
        new(new Sigmoid(), s_x),
        new(new Sin(), s_x),
        new(new Cos(), s_x),
        new(new Log1p(), s_positive),
        new(new Atan(), s_x),
        new(new Detach(), s_x) { ChecksGradient = false },
        new(new Floor(), s_x),
        new(new FakeQuantise { To = DType.I8 }, s_x, new OpInput([]) { Values = [0.0125] }) { ChecksGradient = false },
        new(new FakeQuantise { To = DType.U8, Learning = RangeLearning.Clip }, s_x, new OpInput([3, 1, 1])
        {
            Low = 0.003, High = 0.01,
        })
        {
            ChecksGradient = false,
        },
        new(new Relu(), s_x),
        new(new Erf(), s_x),
        new(new Gelu(), s_x),
        new(new HardSwish(), new OpInput([3, 41]) { Low = -5, High = 5 }),
        new(new HardSigmoid(), new OpInput([3, 41]) { Low = -5, High = 5 }),
        new(new Silu(), s_x),
        new(new Clamp { Low = -1, High = 0.5 }, s_x),
        new(new Clamp { High = 1, Flat = true }, s_x),
        new(new Clamp(), s_x),
        new(new Power { Exponent = 2.5 }, s_positive),
        new(new Power { Exponent = -0.5 }, s_positive),
        new(new Add(), s_x, new OpInput([3, 1, 1])),
        new(new Add(), new OpInput([0, 3]), new OpInput([3])),
        new(new Subtract(), s_x, new OpInput([7])),
        new(new Multiply(), s_x, new OpInput([2, 1, 5, 1])),
        new(new Multiply(), s_truth, s_truth),
        new(new Divide(), s_x, s_positive),
        new(new Maximum(), s_x, new OpInput([2, 3, 5, 7])) { BatchInputs = [0, 1] },
        new(new Maximum(), s_truth, s_truth),
        new(new Minimum(), s_truth, s_truth),
        new(new Minimum(), new OpInput([]), s_x),
        new(new Pow(), s_positive, new OpInput([5, 1])),
        new(new Modulo(), s_x, new OpInput([7]) { Low = 0.3, High = 0.9 }),
        new(new Greater(), s_x, new OpInput([5, 1])),
        new(new Greater(), s_truth, s_truth),
        new(new GreaterOrEqual(), s_x, s_x),
        new(new Equal(), new OpInput([4]) { Values = [1, 2, 3, 4] }, new OpInput([4]) { Values = [1, 3, 3, 5] }),
        new(new Where(), s_truth, s_x, new OpInput([1, 3, 1, 1])),
        new(new Cast { To = DType.I32 }, s_x) { ChecksGradient = false },
        new(new Cast { To = DType.F64 }, s_x),
    ];
}
