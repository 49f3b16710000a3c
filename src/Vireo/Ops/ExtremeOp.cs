using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>The element that an order puts first along axes; equal ones share the gradient.</summary>
public abstract record ExtremeOp : ReduceOp
{
    /// <inheritdoc/>
    public sealed override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        if (dy[0] is not { } d) return [null];
        var x = node.Inputs[0];
        var kept = Kept(x.Shape);
        var winners = x.IsEqualTo(node.Outputs[0].Reshape(kept)).Cast(x.DType);
        return [winners * (d.Reshape(kept) / winners.Sum(Axes.Items, keepAxes: true))];
    }
}
