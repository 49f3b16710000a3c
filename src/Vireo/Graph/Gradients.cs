namespace Vireo.Graph;

/// <summary>Reverse-mode differentiation: graph in, graph out, so gradients of gradients work.</summary>
public static class Gradients
{
    /// <summary>Gradients of a scalar with respect to tensors; zeros where it does not depend on one.</summary>
    /// <exception cref="ArgumentException"><paramref name="loss"/> has more than one element.</exception>
    public static Tensor[] Of(Tensor loss, params IReadOnlyList<Tensor> wrt)
    {
        if (loss.Shape.Count != 1)
        {
            throw new ArgumentException(
                $"a gradient is that of one number; {loss.Spec} has {loss.Shape.Count}. Sum it first.");
        }

        var seeds = new Tensor?[] { Tensor.Full(1, loss.Shape, loss.DType) };
        var gradients = Of([loss], seeds, wrt);
        var result = new Tensor[wrt.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = gradients[i] ?? Tensor.Full(0, wrt[i].Shape, wrt[i].DType);
        }

        return result;
    }

    /// <summary>Products of gradients: for each of <paramref name="wrt"/>, the sum over outputs of seed times
    /// derivative; null where nothing depends on it.</summary>
    /// <param name="outputs">What is differentiated.</param>
    /// <param name="seeds">Gradient that arrives at each output; null for none.</param>
    /// <param name="wrt">What it is differentiated by.</param>
    public static Tensor?[] Of(
        IReadOnlyList<Tensor> outputs, ReadOnlySpan<Tensor?> seeds, IReadOnlyList<Tensor> wrt) =>
        Of(outputs, seeds, wrt, independent: false);

    /// <summary>The same with <paramref name="wrt"/> taken as independent of each other, although one may be
    /// computed from another: what the gradient of an op's inputs is.</summary>
    internal static Tensor?[] Partial(
        IReadOnlyList<Tensor> outputs, ReadOnlySpan<Tensor?> seeds, IReadOnlyList<Tensor> wrt) =>
        Of(outputs, seeds, wrt, independent: true);

    private static Tensor?[] Of(
        IReadOnlyList<Tensor> outputs, ReadOnlySpan<Tensor?> seeds, IReadOnlyList<Tensor> wrt, bool independent)
    {
        var before = Node.Newest;
        var wanted = new HashSet<Tensor>(wrt);
        var order = DependentNodes(outputs, wanted);
        var gradients = new Dictionary<Tensor, Tensor>();
        for (var i = 0; i < outputs.Count; i++) Accumulate(gradients, outputs[i], seeds[i]);

        for (var i = order.Count - 1; i >= 0; i--)
        {
            var node = order[i];
            var dy = new Tensor?[node.Outputs.Length];
            for (var k = 0; k < dy.Length; k++)
            {
                var output = node.Outputs[k];
                dy[k] = independent && wanted.Contains(output) ? null : gradients.GetValueOrDefault(output);
            }

            if (Array.TrueForAll(dy, static d => d is null)) continue;
            var start = Node.Newest;
            var dx = node.Op.Gradient(node, dy);
            for (var k = 0; k < dx.Length; k++)
            {
                if (dx[k] is { } d) Node.LabelNew(d, start, node.Label, backward: true);
                Accumulate(gradients, node.Inputs[k], dx[k]);
            }
        }

        var result = new Tensor?[wrt.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = gradients.GetValueOrDefault(wrt[i]);
            if (result[i] is { } d) Node.LabelNew(d, before, null, backward: true);
        }

        return result;
    }

    private static void Accumulate(Dictionary<Tensor, Tensor> gradients, Tensor tensor, Tensor? gradient)
    {
        if (gradient is null || !tensor.DType.IsFloat) return;
        if (gradients.TryGetValue(tensor, out var sum))
        {
            gradient = sum + gradient;
            Node.LabelNew(gradient, gradient.Node.Id - 1, tensor.Node.Label, backward: true);
        }

        gradients[tensor] = gradient;
    }

    /// <summary>The nodes between the wanted tensors and the outputs, every node behind its inputs.</summary>
    private static List<Node> DependentNodes(IReadOnlyList<Tensor> outputs, HashSet<Tensor> wanted)
    {
        var order = new List<Node>();
        var dependent = new Dictionary<Node, bool>();
        var pending = new Stack<(Node Node, bool Expanded)>();
        foreach (var output in outputs) pending.Push((output.Node, false));
        while (pending.TryPop(out var next))
        {
            if (dependent.ContainsKey(next.Node)) continue;
            if (!next.Expanded)
            {
                pending.Push((next.Node, true));
                foreach (var input in next.Node.Inputs) pending.Push((input.Node, false));
                continue;
            }

            var depends = false;
            foreach (var input in next.Node.Inputs) depends |= wanted.Contains(input) || dependent[input.Node];
            dependent[next.Node] = depends;
            if (depends) order.Add(next.Node);
        }

        return order;
    }
}
