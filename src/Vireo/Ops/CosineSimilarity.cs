namespace Vireo.Ops;

/// <summary>Cosine of the angle between vectors, composed.</summary>
public static class CosineSimilarityOp
{
    extension(Tensor a)
    {
        /// <summary><c>y = Σ a·b / (max(|a|, ε) · max(|b|, ε))</c> along an axis, which goes away; with
        /// broadcasting.</summary>
        public Tensor CosineSimilarity(Tensor b, int axis = 1, double epsilon = 1e-8)
        {
            ArgumentNullException.ThrowIfNull(b);
            var shape = Shape.Broadcast(a.Shape, b.Shape) ?? throw new ShapeException(
                "cosine_similarity", $"{a.Shape} and {b.Shape} do not broadcast.",
                [("a", a.Spec, ""), ("b", b.Spec, "")],
                "Extents, aligned at the last axis, must be equal or one.");
            axis = shape.Axis(axis);
            var (left, right) = (a.Expand(shape), b.Expand(shape));
            return (Unit(left, axis, epsilon) * Unit(right, axis, epsilon)).Sum([axis]);
        }
    }

    /// <summary>Only the value is bounded: the gradient is that of the length all the same.</summary>
    private static Tensor Unit(Tensor x, int axis, double epsilon)
    {
        var length = x.Norm(2, [axis], keepAxes: true);
        var bounded = length.Max(Tensor.Scalar(epsilon, x.DType));
        return x / (length + (bounded - length).Detach());
    }
}
