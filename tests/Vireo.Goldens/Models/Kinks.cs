using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Goldens.Models;

/// <summary>Places where derivatives jump: activations with corners, and which element wins under a pooling window.</summary>
internal static class Kinks
{
    /// <summary>Whether two graphs of the same structure fall on different sides of a kink anywhere.</summary>
    public static bool AreCrossed(Tensor a, Tensor b)
    {
        var (left, right) = (Of(a), Of(b));
        Engine.Evaluate([.. left.Concat(right).Select(k => k.Value)]);
        for (var i = 0; i < left.Count; i++)
        {
            var (x, y) = (left[i].Value.ToDoubles(), right[i].Value.ToDoubles());
            for (var k = 0; k < x.Length; k++)
            {
                if (left[i].Corners is not { } corners ? x[k] != y[k] : corners.Any(c => x[k] > c != y[k] > c)) return true;
            }
        }

        return false;
    }

    /// <summary>What goes into activations, with their corners; the winners of pooling, without.</summary>
    private static List<(Tensor Value, double[]? Corners)> Of(Tensor output)
    {
        var (found, seen, pending) = (new List<(Tensor, double[]?)>(), new HashSet<Node>(), new Stack<Node>([output.Node]));
        while (pending.TryPop(out var node))
        {
            if (!seen.Add(node)) continue;
            foreach (var input in node.Inputs) pending.Push(input.Node);
            if (node.Op is MaxPool2d) found.Add((node.Outputs[1], null));
            else if (Corners(node.Op) is { } corners) found.Add((node.Inputs[0], corners));
        }

        return found;
    }

    private static double[]? Corners(Op op) => op switch
    {
        Relu => [0],
        Clamp clamp => [clamp.Low, clamp.High],
        HardSwish or HardSigmoid => [-3, 3],
        _ => null,
    };
}
