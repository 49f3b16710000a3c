using Vireo.Ops;

namespace Vireo.Onnx.Import;

/// <summary>The ops that are read, by their names in the standard; each from operands to results.</summary>
internal static partial class ImportOps
{
    /// <summary>All of them.</summary>
    public static IReadOnlyDictionary<string, Func<NodeReader, Item[]>> All { get; } = Collected();

    private static Dictionary<string, Func<NodeReader, Item[]>> Collected()
    {
        var all = new Dictionary<string, Func<NodeReader, Item[]>>();
        void Add(string type, Func<NodeReader, Tensor> build) => all.Add(type, node => [build(node)]);
        AddElementwise(Add);
        AddLayers(Add);
        AddShapes(Add);
        all.Add("Split", node => [.. Split(node).Select(part => (Item)part)]);
        all.Add("Constant", node => [node.Constant()]);
        return all;
    }

    private static void AddElementwise(Action<string, Func<NodeReader, Tensor>> add)
    {
        add("Relu", n => n[0].Relu());
        add("Sigmoid", n => n[0].Sigmoid());
        add("Tanh", n => n[0].Tanh());
        add("Erf", n => n[0].Erf());
        add("Exp", n => n[0].Exp());
        add("Log", n => n[0].Log());
        add("Sqrt", n => n[0].Sqrt());
        add("Abs", n => n[0].Abs());
        add("Neg", n => -n[0]);
        add("Floor", n => n[0].Floor());
        add("Reciprocal", n => n[0].Reciprocal());
        add("HardSwish", n => n[0].HardSwish());
        add("HardSigmoid", HardSigmoid);
        add("LeakyRelu", n => n[0].LeakyRelu(n.Real("alpha", 0.01)));
        add("PRelu", n => n[0].Relu() - n[1] * (-n[0]).Relu());
        add("Elu", n => n[0].Elu(n.Real("alpha", 1)));
        add("Selu", n => n[0].Selu());
        add("Softplus", n => n[0].Softplus());
        add("Gelu", n => n.Text("approximate", "none") == "tanh" ? n[0].GeluTanh() : n[0].Gelu());
        add("Mish", n => n[0].Mish());
        add("Clip", Clip);
        add("Identity", n => n[0]);
        add("Dropout", n => n.State.Pass.Dropout(n[0], n.NumberOf(1, "ratio", 0.5)));
        add("Cast", n => n.Integer("to", 1) is 1 or 10 or 11 ? n[0] : throw n.Bad("only floating types are cast to"));
        add("Add", n => n[0] + n[1]);
        add("Sub", n => n[0] - n[1]);
        add("Mul", n => n[0] * n[1]);
        add("Div", n => n[0] / n[1]);
        add("Pow", n => n.At(1).Known is { Values: [var e] } ? n[0].Power(e) : n[0].Pow(n[1]));
        add("Max", n => n.Tensors.Aggregate((a, b) => a.Max(b)));
        add("Min", n => n.Tensors.Aggregate((a, b) => a.Min(b)));
        add("Sum", n => n.Tensors.Aggregate((a, b) => a + b));
    }

    private static Tensor HardSigmoid(NodeReader n)
    {
        var (slope, offset) = (n.Real("alpha", 0.2), n.Real("beta", 0.5));
        var isUsual = Math.Abs(slope - 1.0 / 6) < 1e-6 && offset == 0.5;
        return isUsual ? n[0].HardSigmoid() : (n[0] * slope + offset).Clamp(0, 1);
    }

    private static Tensor Clip(NodeReader n)
    {
        var low = n.NumberOf(1, "min", double.NegativeInfinity);
        var high = n.NumberOf(2, "max", double.PositiveInfinity);
        return (low, high) == (0, 6) ? n[0].Relu6() : n[0].Clamp(low, high);
    }
}
