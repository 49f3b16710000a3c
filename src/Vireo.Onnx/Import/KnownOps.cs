namespace Vireo.Onnx.Import;

/// <summary>What exporters do with shapes: small sums over numbers that are known while the graph is built.</summary>
internal static class KnownOps
{
    private static readonly Dictionary<string, Func<NodeReader, KnownValue>> s_all = new()
    {
        ["Constant"] = n => n.Constant(),
        ["Identity"] = n => n.Known(0),
        ["Cast"] = Cast,
        ["Floor"] = n => Each(n, Math.Floor),
        ["Ceil"] = n => Each(n, Math.Ceiling),
        ["Neg"] = n => Each(n, x => -x),
        ["Sqrt"] = n => Each(n, Math.Sqrt),
        ["Add"] = n => Pairs(n, (a, b) => a + b),
        ["Sub"] = n => Pairs(n, (a, b) => a - b),
        ["Mul"] = n => Pairs(n, (a, b) => a * b),
        ["Div"] = Divide,
        ["Concat"] = n => Row(n.Known(0).Type, Enumerable.Range(0, n.Count).SelectMany(i => n.Known(i).Values)),
        ["Gather"] = Gather,
        ["Squeeze"] = n => n.Known(0).Values is [_] ? n.Known(0) with { Shape = Shape.Scalar } : n.Known(0),
        ["Unsqueeze"] = n => Row(n.Known(0).Type, n.Known(0).Values),
        ["Reshape"] = n => Row(n.Known(0).Type, n.Known(0).Values),
        ["Slice"] = Slice,
        ["ReduceProd"] = n => new(Shape.Scalar, [n.Known(0).Values.Aggregate(1.0, (a, b) => a * b)], n.Known(0).Type),
        ["ConstantOfShape"] = Filled,
    };

    /// <summary>The ops.</summary>
    public static IReadOnlyCollection<string> Types => [.. s_all.Keys, "Shape"];

    /// <summary>The result, when all operands are known and have one axis at most; null otherwise.</summary>
    public static Item? TryRun(NodeReader node)
    {
        if (node.Type == "Shape") return KnownValue.Row(node.At(0).Shape.Extents.ToArray());
        if (node.Type == "Constant") return node.Constant();
        if (!s_all.TryGetValue(node.Type, out var run)) return null;
        for (var i = 0; i < node.Count; i++)
        {
            if (!node.Has(i) || node.At(i).Known is not { Shape.Rank: <= 1 }) return null;
        }

        return run(node);
    }

    private static KnownValue Row(DType type, IEnumerable<double> values)
    {
        double[] row = [.. values];
        return new([row.Length], row, type);
    }

    private static KnownValue Each(NodeReader node, Func<double, double> change) =>
        node.Known(0) with { Values = [.. node.Known(0).Values.Select(change)] };

    private static KnownValue Cast(NodeReader node)
    {
        var to = node.Integer("to", 1) switch { 6 => DType.I32, 7 => DType.I64, 9 => DType.I32, _ => DType.F32 };
        return new(node.Known(0).Shape,
            [.. node.Known(0).Values.Select(x => to == DType.F32 ? x : Math.Truncate(x))], to);
    }

    private static KnownValue Pairs(NodeReader node, Func<double, double, double> combine)
    {
        var (a, b) = (node.Known(0), node.Known(1));
        var longer = a.Shape.Count >= b.Shape.Count && a.Shape.Rank >= b.Shape.Rank ? a : b;
        if (a.Values.Length != b.Values.Length && a.Values.Length != 1 && b.Values.Length != 1)
            throw node.Bad($"{a.Shape} and {b.Shape} do not fit");
        var values = new double[longer.Values.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = combine(a.Values[a.Values.Length == 1 ? 0 : i], b.Values[b.Values.Length == 1 ? 0 : i]);
        return longer with { Values = values, Type = a.Type };
    }

    private static KnownValue Divide(NodeReader node)
    {
        var isWhole = node.Known(0).Type != DType.F32;
        return Pairs(node, (a, b) => !isWhole ? a / b
            : b != 0 ? Math.Truncate(a / b) : throw node.Bad("it divides by zero"));
    }

    private static KnownValue Gather(NodeReader node)
    {
        var (from, index) = (node.Known(0), node.Known(1));
        double At(int i) => i >= 0 && i < from.Values.Length
            ? from.Values[i] : throw node.Bad($"{i} is no place in {from.Shape}");
        var places = index.Integers.Select(i => i < 0 ? i + from.Values.Length : i);
        return new(index.Shape, [.. places.Select(At)], from.Type);
    }

    private static KnownValue Slice(NodeReader node)
    {
        var from = node.Known(0);
        var (starts, ends) = (node.IntegersOf(1, "starts"), node.IntegersOf(2, "ends"));
        var step = node.Has(4) ? node.Known(4).Integers : [1];
        if (starts is not [var start] || ends is not [var end] || step is not [> 0])
            throw node.Bad("of a row one slice forwards is read");
        var length = from.Values.Length;
        int Place(int at) => Math.Clamp(at < 0 ? at + length : at, 0, length);
        return Row(from.Type, from.Values.Take(Place(end)).Skip(Place(start)).Where((_, i) => i % step[0] == 0));
    }

    private static KnownValue Filled(NodeReader node)
    {
        var count = node.Known(0).Values.Aggregate(1.0, (a, b) => a * b);
        if (!(count is >= 0 and <= ImportLimits.KnownElements)) throw node.Bad($"{count} elements are too many");
        var value = node.FillValue();
        var values = new double[(int)count];
        Array.Fill(values, value.Values[0]);
        return new(Shape.Create(node.Known(0).Integers), values, value.Type);
    }
}
