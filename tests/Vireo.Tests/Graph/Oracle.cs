using Vireo.Ops;

namespace Vireo.Tests.Graph;

/// <summary>Evaluates graphs node by node with the ops' reference loops, each result rounded to its type: no plans, no
/// fusion, no layouts, no memory reuse.</summary>
internal static class Oracle
{
    public static double[] Evaluate(Tensor tensor) => Evaluate(tensor, []);

    public static double[] Evaluate(Tensor tensor, Dictionary<Tensor, double[]> known)
    {
        if (known.TryGetValue(tensor, out var values)) return values;
        if (tensor.Node.Op is Source { Variable: { } variable }) return known[tensor] = variable.ToDoubles();
        if (tensor.Node.Op is Source) return known[tensor] = tensor.ToDoubles();
        var node = tensor.Node;
        var x = node.Inputs.Select(i => new ReferenceArray(i.Shape, Evaluate(i, known))).ToArray();
        var y = node.Outputs.Select(o => new ReferenceArray(o.Shape, new double[o.Shape.Count])).ToArray();
        node.Op.Reference(x, y);
        for (var i = 0; i < y.Length; i++)
        {
            known[node.Outputs[i]] = Array.ConvertAll(y[i].Data, v => Rounded(v, node.Outputs[i].DType));
        }

        return known[tensor];
    }

    private static double Rounded(double value, DType type) => type switch
    {
        DType.F64 => value,
        DType.F32 => (float)value,
        DType.BF16 => BFloat.ToSingle(BFloat.FromSingle((float)value)),
        DType.Bool => value != 0 ? 1 : 0,
        _ => Math.Truncate(value),
    };
}
