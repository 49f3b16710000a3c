namespace Vireo.Ops;

/// <summary>Boxes as four tensors of coordinates, and what is worked out from two of them.</summary>
internal readonly record struct BoxParts(Tensor X1, Tensor Y1, Tensor X2, Tensor Y2)
{
    /// <summary>Width.</summary>
    public Tensor W => X2 - X1;

    /// <summary>Height.</summary>
    public Tensor H => Y2 - Y1;

    /// <summary>Width times height.</summary>
    public Tensor Area => W * H;

    /// <summary>The coordinates of boxes <c>[…, 4]</c>, each <c>[…, 1]</c>.</summary>
    /// <exception cref="ShapeException">The last axis is not four numbers.</exception>
    public static BoxParts Of(string op, Tensor boxes)
    {
        Require(op, boxes);
        Tensor At(int i) => boxes.Slice(-1, i, i + 1);
        return new(At(0), At(1), At(2), At(3));
    }

    /// <summary>Boxes <c>[N, 4]</c> as rows <c>[N, 1]</c> and others <c>[M, 4]</c> as columns <c>[1, M]</c>, which
    /// meet in matrices <c>[N, M]</c>.</summary>
    /// <exception cref="ShapeException">They are not lists of boxes.</exception>
    public static (BoxParts Rows, BoxParts Columns) Pairs(string op, Tensor boxes, Tensor others)
    {
        ArgumentNullException.ThrowIfNull(others);
        if (boxes.Shape.Rank != 2 || others.Shape.Rank != 2)
        {
            throw new ShapeException(op, "both sides must be lists of boxes.",
                [("boxes", boxes.Spec, "N, 4"), ("others", others.Spec, "M, 4")], "Reshape them to two axes.");
        }

        var (a, b) = (Of(op, boxes), Of(op, others));
        Tensor Row(Tensor t) => t.Reshape([1, t.Shape[0]]);
        return (a, new(Row(b.X1), Row(b.Y1), Row(b.X2), Row(b.Y2)));
    }

    /// <summary>Throws unless the last axis is four numbers of a float type.</summary>
    /// <exception cref="ShapeException">It is not.</exception>
    public static void Require(string op, Tensor boxes)
    {
        if (boxes.Shape.Rank > 0 && boxes.Shape[^1] == 4 && boxes.DType.IsFloat) return;
        throw new ShapeException(op, "a box is four numbers of a float type, along the last axis.",
            [("boxes", boxes.Spec, "…, 4")], "Transpose, reshape or cast them.");
    }

    /// <summary>The four coordinates side by side: <c>[…, 4]</c>.</summary>
    public Tensor Join() => ConcatOp.Concat(-1, X1, Y1, X2, Y2);

    /// <summary>Intersection and union of the areas.</summary>
    public (Tensor Shared, Tensor Union) Overlap(BoxParts other)
    {
        var width = (X2.Min(other.X2) - X1.Max(other.X1)).Relu();
        var height = (Y2.Min(other.Y2) - Y1.Max(other.Y1)).Relu();
        var shared = width * height;
        return (shared, Area + other.Area - shared);
    }

    /// <summary>Width and height of the smallest box around both.</summary>
    public (Tensor W, Tensor H) Hull(BoxParts other) =>
        (X2.Max(other.X2) - X1.Min(other.X1), Y2.Max(other.Y2) - Y1.Min(other.Y1));

    /// <summary>Squared distance of the centres over the squared diagonal of the hull.</summary>
    public Tensor CentreDistance(BoxParts other, double epsilon)
    {
        var (w, h) = Hull(other);
        var x = (X1 + X2 - other.X1 - other.X2) * 0.5;
        var y = (Y1 + Y2 - other.Y1 - other.Y2) * 0.5;
        return (x * x + y * y) / (w * w + h * h + epsilon);
    }

    /// <summary>The penalty of CIoU for differing shapes: <c>v² / (1 - iou + v + epsilon)</c>,
    /// <c>v = 4 / π² · (atan(w / h) - atan(w' / h'))²</c>; the factor <c>v / (…)</c> gets no gradient.</summary>
    public Tensor AspectPenalty(BoxParts other, Tensor iou, double epsilon)
    {
        var turn = (W / H).Atan() - (other.W / other.H).Atan();
        var v = turn * turn * (4 / (Math.PI * Math.PI));
        return (v / (1.0 - iou + v + epsilon)).Detach() * v;
    }
}
