namespace Vireo.Ops;

/// <summary>Triangles of matrices, composed.</summary>
public static class TriangleOp
{
    extension(Tensor x)
    {
        /// <summary>The elements on and below a diagonal of the last two axes, zero elsewhere; diagonal 0 is the main
        /// one, positive ones lie above it.</summary>
        public Tensor LowerTriangle(int diagonal = 0) => Masked(x, diagonal, lower: true);

        /// <summary>The elements on and above a diagonal of the last two axes, zero elsewhere; diagonal 0 is the main
        /// one, positive ones lie above it.</summary>
        public Tensor UpperTriangle(int diagonal = 0) => Masked(x, diagonal, lower: false);
    }

    private static Tensor Masked(Tensor x, int diagonal, bool lower)
    {
        if (x.Shape.Rank < 2)
        {
            throw new ShapeException("triangle", "there are no matrices.", [("x", x.Spec, "")],
                "Pass two axes or more.");
        }

        var rows = Tensor.Of(new Iota { Count = x.Shape[-2], DType = DType.I32 }).Reshape([x.Shape[-2], 1]);
        var columns = Tensor.Of(new Iota { Count = x.Shape[-1], DType = DType.I32 });
        var edge = rows + Tensor.Scalar(diagonal, DType.I32);
        var kept = lower ? edge.IsAtLeast(columns) : columns.IsAtLeast(edge);
        return kept.Where(x, Tensor.Scalar(0, x.DType));
    }
}
