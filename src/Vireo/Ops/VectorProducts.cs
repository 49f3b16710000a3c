namespace Vireo.Ops;

/// <summary>Products of vectors and matrices, composed.</summary>
public static class VectorProductsOp
{
    extension(Tensor a)
    {
        /// <summary><c>y = Σ a·b</c> of two vectors: a single number.</summary>
        public Tensor Dot(Tensor b)
        {
            RequireVectors("dot", a, b);
            return a.MatMul(b);
        }

        /// <summary><c>y[i, j] = a[i] · b[j]</c> of two vectors.</summary>
        public Tensor Outer(Tensor b)
        {
            RequireVectors("outer", a, b);
            return a.Reshape([a.Shape[0], 1]) * b.Reshape([1, b.Shape[0]]);
        }

        /// <summary><c>y = beta · a + alpha · left · right</c>, where a broadcasts against the matrix product. With a
        /// beta of zero, nothing of a is left, not even NaN.</summary>
        public Tensor AddMatMul(Tensor left, Tensor right, double beta = 1, double alpha = 1)
        {
            ArgumentNullException.ThrowIfNull(left);
            var product = left.MatMul(right);
            if (alpha != 1) product *= alpha;
            return beta == 0 ? product : (beta == 1 ? a : a * beta) + product;
        }
    }

    private static void RequireVectors(string op, Tensor a, Tensor b)
    {
        if (a.Shape.Rank == 1 && b.Shape.Rank == 1) return;
        throw new ShapeException(op, "both must be vectors.", [("a", a.Spec, ""), ("b", b.Spec, "")],
            "Flatten them, or use MatMul.");
    }
}
