namespace Vireo.Ops.Onnx;

/// <summary>Reductions, whose axes were an attribute before operator set 18 and are an input since.</summary>
internal static class OnnxReductions
{
    /// <summary>Appends a reduction along axes that stay with extent one.</summary>
    /// <returns>The name of the output.</returns>
    public static string Reduce(this OnnxGraph graph, string type, string input, params int[] axes)
    {
        if (graph.Opset >= 18 || type == "ReduceSum")
        {
            return graph.Add(type, [input, graph.Integers(axes)], ("keepdims", 1L));
        }

        var list = Array.ConvertAll(axes, static a => (long)a);
        return graph.Add(type, input, ("axes", list), ("keepdims", 1L));
    }
}
