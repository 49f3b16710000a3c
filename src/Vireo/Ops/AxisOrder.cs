namespace Vireo.Ops;

/// <summary>Axes put where an op wants them.</summary>
internal static class AxisOrder
{
    /// <summary>The tensor with two axes exchanged; itself when they are one.</summary>
    public static Tensor Swapped(Tensor x, int a, int b)
    {
        if (a == b) return x;
        int[] order = [.. Enumerable.Range(0, x.Shape.Rank)];
        (order[a], order[b]) = (order[b], order[a]);
        return x.Transpose(order);
    }

    /// <summary>The tensor with its axes in an order; itself when they are in it.</summary>
    public static Tensor Ordered(Tensor x, ReadOnlySpan<int> order)
    {
        for (var i = 0; i < order.Length; i++)
        {
            if (order[i] != i) return x.Transpose(order);
        }

        return x;
    }

    /// <summary>A shape without one of its axes.</summary>
    public static Shape Without(Shape shape, int axis) =>
        Shape.Create([.. shape.Extents[..axis], .. shape.Extents[(axis + 1)..]]);

    /// <summary>The tensor with an axis of extent one put in at a place.</summary>
    public static Tensor Inserted(Tensor x, int axis) =>
        x.Reshape([.. x.Shape.Extents[..axis], 1, .. x.Shape.Extents[axis..]]);
}
