using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Pruning;

/// <summary>Follows channels through a graph: which axes of which variables are the same channels, and so can only go
/// together. What an op does with channels that is not known here keeps all channels it touches.</summary>
internal sealed class ChannelTracer
{
    private readonly Dictionary<Tensor, ChannelAxis[]> _axes = [];
    private readonly Dictionary<Variable, ChannelAxis[]> _variables = [];
    private readonly List<(Variable Weight, int Axis)> _layers = [];
    private readonly List<(long Macs, ChannelAxis[] Axes)> _work = [];

    /// <summary>Follows everything behind an output, whose own axes stay as they are.</summary>
    public ChannelTracer(Tensor output)
    {
        var pending = new Stack<(Tensor Tensor, bool IsExpanded)>([(output, false)]);
        while (pending.TryPop(out var next))
        {
            var node = next.Tensor.Node;
            if (_axes.ContainsKey(next.Tensor)) continue;
            if (next.IsExpanded || next.Tensor.IsKnown || node.Inputs.Count == 0)
            {
                Add(next.Tensor);
                continue;
            }

            pending.Push((next.Tensor, true));
            for (var i = node.Inputs.Count - 1; i >= 0; i--) pending.Push((node.Inputs[i], false));
        }

        Fix(_axes[output]);
    }

    /// <summary>The axes of every variable that the graph reads.</summary>
    public IReadOnlyDictionary<Variable, ChannelAxis[]> Variables => _variables;

    /// <summary>Weights that make channels, and the axis along which they lie, in the order of the graph.</summary>
    public IReadOnlyList<(Variable Weight, int Axis)> Layers => _layers;

    /// <summary>Multiply-adds of each op, and the axes in proportion to which they are.</summary>
    public IReadOnlyList<(long Macs, ChannelAxis[] Axes)> Work => _work;

    private void Add(Tensor tensor)
    {
        var node = tensor.Node;
        if (tensor.IsKnown || node.Inputs.Count == 0)
        {
            _axes[tensor] = node.Op is Source { Variable: { } variable } ? Of(variable) : Fixed(tensor.Shape);
            return;
        }

        var result = Follow(node, [.. node.Inputs.Select(input => _axes[input])]);
        // Outputs beside the first, such as places of maxima, have the channels of the first.
        foreach (var output in node.Outputs)
        {
            _axes[output] = output.Shape == node.Outputs[0].Shape ? result : Fixed(output.Shape);
        }
    }

    private ChannelAxis[] Of(Variable variable)
    {
        if (_variables.TryGetValue(variable, out var known)) return known;
        return _variables[variable] = [.. variable.Shape.Extents.ToArray().Select(extent => new ChannelAxis(extent))];
    }

    private ChannelAxis[] Follow(Node node, ChannelAxis[][] x)
    {
        var shape = node.Outputs[0].Shape;
        switch (node.Op)
        {
            case Conv2d conv:
                return Convolved(node, conv, x);
            case MatMul product when x[0].Length == 2 && x[1].Length == 2:
                return Multiplied(node, product, x);
            case BatchNormInference:
                foreach (var statistics in x[1..]) ChannelAxis.Join(x[0][1], statistics[0]);
                return x[0];
            case ElementwiseOp:
                return Broadcast(x, shape);
            case Pool2dOp or AdaptiveAveragePool2d or AdaptiveMaxPool2d or Separable2dOp:
                return [x[0][0], x[0][1], .. Fixed(shape)[2..]];
            case Transpose turn:
                return [.. turn.Order.Select(axis => x[0][axis])];
            case Reshape:
                return Reshaped(x[0], shape);
            case ReduceOp reduce:
                return Reduced(reduce, x[0]);
            default:
                Count(node);
                foreach (var axes in x) Fix(axes);
                return Fixed(shape);
        }
    }

    private ChannelAxis[] Convolved(Node node, Conv2d conv, ChannelAxis[][] x)
    {
        var (images, weight) = (x[0], x[1]);
        var isDepthwise = conv.Groups > 1 && images[1].Extent == conv.Groups && weight[0].Extent == conv.Groups;
        if (isDepthwise) ChannelAxis.Join(images[1], weight[0]);
        else if (conv.Groups == 1) ChannelAxis.Join(images[1], weight[1]);
        else Fix([images[1], weight[0]]); // Groups of several channels would have to shrink alike.
        if (x.Length > 2) ChannelAxis.Join(weight[0], x[2][0]);
        Note(node, 0);
        Count(node, isDepthwise ? [weight[0]] : [weight[0], weight[1]]);
        return [images[0], weight[0], .. Fixed(node.Outputs[0].Shape)[2..]];
    }

    private ChannelAxis[] Multiplied(Node node, MatMul product, ChannelAxis[][] x)
    {
        var (rows, inner) = product.TransposeA ? (x[0][1], x[0][0]) : (x[0][0], x[0][1]);
        var (outputs, weight) = product.TransposeB ? (0, x[1][1]) : (1, x[1][0]);
        ChannelAxis.Join(inner, weight);
        Note(node, outputs);
        Count(node, rows, weight, x[1][outputs]);
        return [rows, x[1][outputs]];
    }

    private void Note(Node node, int axis)
    {
        if (node.Inputs[1].Node.Op is Source { Variable: { } variable }) _layers.Add((variable, axis));
    }

    private void Count(Node node, params ReadOnlySpan<ChannelAxis> axes)
    {
        var macs = node.Op.Macs([.. node.Inputs.Select(i => i.Spec)], [.. node.Outputs.Select(o => o.Spec)]);
        if (macs > 0) _work.Add((macs, axes.ToArray()));
    }

    private static ChannelAxis[] Broadcast(ChannelAxis[][] x, Shape shape)
    {
        var result = Fixed(shape);
        for (var fromEnd = 1; fromEnd <= shape.Rank; fromEnd++)
        {
            ChannelAxis? first = null;
            foreach (var axes in x)
            {
                if (axes.Length < fromEnd || axes[^fromEnd].Extent != shape[^fromEnd]) continue;
                if (first is null) result[^fromEnd] = first = axes[^fromEnd];
                else ChannelAxis.Join(first, axes[^fromEnd]);
            }
        }

        return result;
    }

    private static ChannelAxis[] Reduced(ReduceOp reduce, ChannelAxis[] x)
    {
        var result = new List<ChannelAxis>();
        for (var axis = 0; axis < x.Length; axis++)
        {
            if (!reduce.Axes.Contains(axis)) result.Add(x[axis]);
            else if (reduce.KeepAxes) result.Add(ChannelAxis.Fixed(1));
            // The mean or the greatest of channels would not be the same without those that are gone.
            if (reduce.Axes.Contains(axis)) x[axis].Fix();
        }

        return [.. result];
    }

    /// <summary>Runs of axes with equal products belong together: one stays itself, several that become one are
    /// channels with all that lies behind each.</summary>
    private static ChannelAxis[] Reshaped(ChannelAxis[] x, Shape shape)
    {
        var result = Fixed(shape);
        int[] from = [.. Enumerable.Range(0, x.Length).Where(i => x[i].Extent != 1)];
        int[] to = [.. Enumerable.Range(0, shape.Rank).Where(i => shape[i] != 1)];
        var (p, q) = (0, 0);
        while (p < from.Length && q < to.Length)
        {
            var (first, start) = (p, q);
            long before = x[from[p++]].Extent, after = shape[to[q++]];
            while (before != after)
            {
                if (before < after) before *= x[from[p++]].Extent;
                else after *= shape[to[q++]];
            }

            for (var i = first + 1; i < p; i++) x[from[i]].Fix();
            var head = x[from[first]];
            if (q - start > 1) head.Fix();
            else result[to[start]] = p - first == 1 ? head : head.Spread((int)(after / head.Extent));
        }

        return result;
    }

    private static void Fix(ReadOnlySpan<ChannelAxis> axes)
    {
        foreach (var axis in axes) axis.Fix();
    }

    private static ChannelAxis[] Fixed(Shape shape) => [.. shape.Extents.ToArray().Select(ChannelAxis.Fixed)];
}
