namespace Vireo.Ops;

/// <summary>Combines all elements along some axes into one.</summary>
public abstract record ReduceOp : Op
{
    /// <summary>The axes that go away, from zero on, ascending.</summary>
    public required IntList Axes { get; init; }

    /// <summary>Whether reduced axes stay with extent one.</summary>
    public bool KeepAxes { get; init; }

    /// <inheritdoc/>
    public sealed override LayoutRule Layouts => LayoutRule.Follow;

    /// <summary>What combining nothing gives.</summary>
    protected internal abstract double Identity { get; }

    /// <summary>Combines two partial results.</summary>
    protected internal abstract double Combine(double a, double b);

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        RequireAxes(inputs, [.. Axes]);
        return [new(Reduced(inputs[0].Shape), inputs[0].DType)];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        Array.Fill(y[0].Data, Identity);
        var cursor = new BroadcastCursor(Kept(x[0].Shape), x[0].Shape);
        for (var i = 0; i < x[0].Data.Length; i++)
        {
            ref var target = ref y[0].Data[cursor.At(i)];
            target = Combine(target, x[0].Data[i]);
        }
    }

    /// <summary>The shape with reduced axes of extent one.</summary>
    protected Shape Kept(Shape shape)
    {
        foreach (var axis in Axes) shape = shape.With(axis, 1);
        return shape;
    }

    private Shape Reduced(Shape shape)
    {
        if (KeepAxes) return Kept(shape);
        var extents = new List<int>();
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            if (!Axes.Contains(axis)) extents.Add(shape[axis]);
        }

        return [.. extents];
    }

    /// <summary>Axes as they are stored: from zero on, ascending; none given means all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    protected internal static IntList Normalise(Shape shape, ReadOnlySpan<int> axes)
    {
        var all = new SortedSet<int>(axes.Length == 0 ? Enumerable.Range(0, shape.Rank) : []);
        foreach (var axis in axes) all.Add(shape.Axis(axis));
        return [.. all];
    }
}
