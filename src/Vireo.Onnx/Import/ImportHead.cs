using Vireo.Onnx.Generated;

namespace Vireo.Onnx.Import;

/// <summary>The last layer with weights before an output: what scores the classes.</summary>
/// <param name="ClassAxes">By the name of each of its weights: the axis that counts classes.</param>
/// <param name="Classes">How many it scores.</param>
internal sealed record ImportHead(IReadOnlyDictionary<string, int> ClassAxes, int Classes)
{
    // What may stand between the scores of classes and the output: one score stays one score.
    private static readonly HashSet<string> s_passed =
    [
        "Identity", "Dropout", "Flatten", "Reshape", "Squeeze", "Cast", "Relu", "LeakyRelu", "Clip", "Sigmoid",
        "Softmax", "LogSoftmax", "GlobalAveragePool", "GlobalMaxPool", "AveragePool", "MaxPool", "ReduceMean",
    ];

    /// <summary>Goes back from the output to the layer.</summary>
    /// <param name="nodes">The nodes in their order.</param>
    /// <param name="output">Name of the output.</param>
    /// <param name="shapes">Shapes of all weights by their names.</param>
    /// <param name="problem">Why there is none, as half a sentence; empty when there is.</param>
    /// <returns>Null when there is none.</returns>
    public static ImportHead? Find(
        IReadOnlyList<NodeProto> nodes, string output, IReadOnlyDictionary<string, Shape> shapes, out string problem)
    {
        var makers = nodes.SelectMany(n => n.Output.Select(name => (name, n))).Where(m => m.name.Length > 0)
            .ToDictionary(m => m.name, m => m.n);
        Dictionary<string, int> axes = [];
        for (var value = output; ;)
        {
            if (!makers.TryGetValue(value, out var node))
            {
                problem = $"no layer with weights makes '{output}'";
                return null;
            }

            if (Layer(node, makers, shapes) is var (weight, axis))
            {
                axes[weight] = axis;
                if (node.Input is [_, _, var bias] && shapes.TryGetValue(bias, out var extents))
                    axes[bias] = extents.Rank - 1;
                return Checked(axes, shapes, nodes, out problem);
            }

            var added = node.OpType == "Add" ? node.Input.FirstOrDefault(shapes.ContainsKey) : null;
            if (added is null && !s_passed.Contains(node.OpType))
            {
                problem = $"going back from '{output}', {node.OpType} '{node.Name}' comes before any layer with "
                    + "weights of its own";
                return null;
            }

            if (added is not null) axes[added] = shapes[added].Rank - 1;
            value = node.Input.First(name => name != added);
        }
    }

    private static ImportHead? Checked(
        Dictionary<string, int> axes, IReadOnlyDictionary<string, Shape> shapes, IReadOnlyList<NodeProto> nodes,
        out string problem)
    {
        var (weight, axis) = axes.MaxBy(a => shapes[a.Key].Rank);
        var classes = shapes[weight][axis];
        problem = "";
        foreach (var (name, at) in axes)
        {
            // One number for all scores stays one.
            if (shapes[name][at] == 1 && classes != 1) axes.Remove(name);
            else if (shapes[name][at] != classes) problem = $"'{name}' {shapes[name]} does not have {classes} scores";
            else if (nodes.Sum(n => n.Input.Count(i => i == name)) > 1) problem = $"'{name}' is used more than once";
        }

        return problem.Length == 0 ? new(axes, classes) : null;
    }

    private static (string Weight, int Axis)? Layer(
        NodeProto node, Dictionary<string, NodeProto> makers, IReadOnlyDictionary<string, Shape> shapes)
    {
        long Setting(string name, long otherwise) => node.Attribute.FirstOrDefault(a => a.Name == name)?.I ?? otherwise;
        if (node.OpType is not ("Conv" or "Gemm" or "MatMul") || node.Input.Count < 2) return null;
        var name = node.Input[1];
        var isTurned = node.OpType == "Gemm" && Setting("transB", 0) != 0;
        if (makers.TryGetValue(name, out var maker) && maker is { OpType: "Transpose", Input: [var source] })
            (name, isTurned) = (source, !isTurned);
        if (!shapes.TryGetValue(name, out var shape)) return null;
        if (node.OpType == "Conv") return Setting("group", 1) == 1 ? (name, 0) : null;
        return shape.Rank == 2 ? (name, isTurned ? 0 : 1) : null;
    }
}
