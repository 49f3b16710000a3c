using Vireo.Ops;

namespace Vireo.Training.Classification;

/// <summary>Finds in the graph of a classifier what its last layer reads.</summary>
internal static class FeatureTensor
{
    /// <summary>What the last layer that weighs reads, <c>[N, features]</c>: pooled over what it reads beside channels,
    /// where that is a map.</summary>
    /// <param name="images">The input of the graph.</param>
    /// <param name="logits">Its scores.</param>
    /// <remarks>The layer is found from the scores backwards, past biases and changes of shape; models of the zoo and
    /// of ONNX files are alike in this. Where two branches meet first, their meeting is taken.</remarks>
    public static Tensor Of(Tensor images, Tensor logits)
    {
        var depends = Dependents(images, logits);
        var at = logits;
        while (at.Node.Op is not Source)
        {
            List<Tensor> inputs = [.. at.Node.Inputs.Where(depends.Contains).Distinct()];
            if (inputs is not [var next]) break;
            var weighs = at.Node.Op is MatMul or Conv2d;
            at = next;
            if (weighs) break;
        }

        return at.Shape.Rank == 4 ? at.Mean([2, 3]) : at.Reshape([at.Shape[0], -1]);
    }

    /// <summary>Values on the way that are computed from a tensor, and the tensor.</summary>
    private static HashSet<Tensor> Dependents(Tensor from, Tensor to)
    {
        HashSet<Tensor> depends = [from], seen = [];
        var pending = new Stack<(Tensor Tensor, bool IsExpanded)>([(to, false)]);
        while (pending.TryPop(out var next))
        {
            var inputs = next.Tensor.Node.Inputs;
            if (next.IsExpanded)
            {
                if (inputs.Any(depends.Contains)) depends.Add(next.Tensor);
            }
            else if (seen.Add(next.Tensor))
            {
                pending.Push((next.Tensor, true));
                foreach (var input in inputs) pending.Push((input, false));
            }
        }

        return depends;
    }
}
