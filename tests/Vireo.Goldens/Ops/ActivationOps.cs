using Vireo.Ops;

namespace Vireo.Goldens.Ops;

/// <summary>Functions of one tensor, element by element, and softmax.</summary>
internal static class ActivationOps
{
    /// <summary>The ops by name.</summary>
    public static IEnumerable<(string Name, Func<OpCall, Outputs> Build)> Table =>
    [
        ("relu", c => c[0].Relu()), ("relu6", c => c[0].Relu6()), ("silu", c => c[0].Silu()),
        ("hardswish", c => c[0].HardSwish()), ("hardsigmoid", c => c[0].HardSigmoid()), ("sigmoid", c => c[0].Sigmoid()),
        ("tanh", c => c[0].Tanh()), ("gelu", Gelu), ("erf", c => c[0].Erf()), ("sin", c => c[0].Sin()),
        ("cos", c => c[0].Cos()), ("abs", c => c[0].Abs()), ("neg", c => -c[0]), ("exp", c => c[0].Exp()),
        ("log", c => c[0].Log()), ("log1p", c => c[0].Log1p()), ("sqrt", c => c[0].Sqrt()),
        ("rsqrt", c => c[0].Power(-0.5)), ("square", c => c[0].Power(2)), ("reciprocal", c => c[0].Reciprocal()),
        ("sign", c => c[0].Sign()), ("floor", c => c[0].Floor()),
        ("clamp", c => c[0].Clamp(c.Number("min", double.NegativeInfinity), c.Number("max", double.PositiveInfinity))),
        ("leaky_relu", c => c[0].LeakyRelu(c.Number("negative_slope", 0.01))), ("elu", c => c[0].Elu(c.Number("alpha", 1))),
        ("selu", c => c[0].Selu()), ("celu", c => c[0].Celu(c.Number("alpha", 1))), ("mish", c => c[0].Mish()),
        ("softplus", Softplus), ("logsigmoid", c => c[0].LogSigmoid()), ("atan", c => c[0].Atan()),
        ("expm1", c => c[0].Expm1()), ("softshrink", c => c[0].SoftShrink(c.Number("lambd", 0.5))),
        ("hardshrink", c => c[0].HardShrink(c.Number("lambd", 0.5))),
        ("threshold", c => c[0].Threshold(c.Number("threshold", 0), c.Number("value", 0))),
        ("hardtanh", c => c[0].HardTanh(c.Number("min_val", -1), c.Number("max_val", 1))),
        ("prelu", c => c[0].PRelu(c[1])), ("glu", c => c[0].Glu(c.Int("dim", -1))),
        ("logsumexp", c => c[0].LogSumExp(c.Ints("dim"), c.Flag("keepdim", false))),
        ("softmax", c => c[0].Softmax(c.Int("dim", -1))), ("log_softmax", c => c[0].LogSoftmax(c.Int("dim", -1))),
        ("geglu", c => c[0].GeGlu(c.Int("dim", -1))), ("swiglu", c => c[0].SwiGlu(c.Int("dim", -1))),
        ("softmin", c => (-c[0]).Softmax(c.Int("dim", -1))), ("softsign", c => c[0] / (c[0].Abs() + 1)),
        ("tanhshrink", c => c[0] - c[0].Tanh()), ("exp2", c => (c[0] * Math.Log(2)).Exp()),
        ("log2", c => c[0].Log() / Math.Log(2)), ("log10", c => c[0].Log() / Math.Log(10)),
    ];

    private static Outputs Gelu(OpCall call)
    {
        var approximate = call.Text("approximate", "none");
        return approximate switch
        {
            "none" => call[0].Gelu(),
            "tanh" => call[0].GeluTanh(),
            _ => throw new MissingException($"gelu with approximate={approximate}"),
        };
    }

    /// <summary>Torch goes over to a straight line at a threshold; from 20 on both are the same in single
    /// precision.</summary>
    private static Outputs Softplus(OpCall call) =>
        call[0].SoftplusUpTo(call.Number("threshold", 20), call.Number("beta", 1));
}
