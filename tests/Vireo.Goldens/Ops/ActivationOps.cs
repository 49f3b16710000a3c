using Vireo.Ops;

namespace Vireo.Goldens.Ops;

/// <summary>Functions of one tensor, element by element, and softmax.</summary>
internal static class ActivationOps
{
    /// <summary>The ops by name.</summary>
    public static IEnumerable<(string Name, Func<OpCall, Outputs> Build)> Table =>
    [
        ("relu", c => c[0].Relu()), ("relu6", c => c[0].Relu6()), ("silu", c => c[0].Silu()),
        ("hardswish", c => c[0].HardSwish()), ("hardsigmoid", c => c[0].HardSigmoid()),
        ("sigmoid", c => c[0].Sigmoid()),
        ("tanh", c => c[0].Tanh()), ("gelu", Gelu), ("erf", c => c[0].Erf()), ("sin", c => c[0].Sin()),
        ("cos", c => c[0].Cos()), ("abs", c => c[0].Abs()), ("neg", c => -c[0]), ("exp", c => c[0].Exp()),
        ("log", c => c[0].Log()), ("log1p", c => (c[0] + 1).Log()), ("sqrt", c => c[0].Sqrt()),
        ("rsqrt", c => c[0].Power(-0.5)), ("square", c => c[0].Power(2)), ("reciprocal", c => 1 / c[0]),
        ("sign", c => c[0].Sign()), ("floor", c => c[0].Floor()),
        ("clamp", c => c[0].Clamp(c.Number("min", double.NegativeInfinity), c.Number("max", double.PositiveInfinity))),
        ("leaky_relu", c => (c[0] > 0).Where(c[0], c[0] * c.Number("negative_slope", 0.01))),
        ("threshold", c =>
            (c[0] > c.Number("threshold", 0)).Where(c[0], Tensor.Scalar(c.Number("value", 0), c[0].DType))),
        ("hardtanh", HardTanh), ("prelu", Prelu), ("glu", Glu),
        ("softmax", c => c[0].Softmax(c.Int("dim", -1))), ("log_softmax", c => c[0].LogSoftmax(c.Int("dim", -1))),
    ];

    private static Outputs Gelu(OpCall call)
    {
        var approximate = call.Text("approximate", "none");
        return approximate == "none"
            ? call[0].Gelu()
            : throw new MissingException($"gelu with approximate={approximate}");
    }

    private static Outputs HardTanh(OpCall call) => Tensor.Of(
        new Clamp { Low = call.Number("min_val", -1), High = call.Number("max_val", 1), Flat = true }, call[0]);

    private static Outputs Prelu(OpCall call)
    {
        var (x, slope) = (call[0], call[1]);
        int[] extents = [.. Enumerable.Range(0, x.Shape.Rank).Select(axis => axis == 1 ? (int)slope.Shape.Count : 1)];
        return (x > 0).Where(x, x * slope.Reshape(extents));
    }

    private static Outputs Glu(OpCall call)
    {
        var axis = call.Int("dim", -1);
        var extent = call[0].Shape[axis];
        return call[0].Slice(axis, 0, extent / 2) * call[0].Slice(axis, extent / 2, extent).Sigmoid();
    }
}
