namespace Vireo.Ops;

/// <summary>Distances of all pairs, composed.</summary>
public static class DistancesOp
{
    extension(Tensor a)
    {
        /// <summary><c>y[…, i, j] = |a[…, i] - b[…, j]|</c> in the norm <paramref name="p"/>: <c>[…, M, D]</c> and
        /// <c>[…, N, D]</c> to <c>[…, M, N]</c>; leading axes broadcast. Computed from differences, so that near points
        /// keep their digits; that takes room for <c>M · N · D</c> numbers.</summary>
        /// <exception cref="ShapeException">The points differ in D, or leading axes do not broadcast.</exception>
        public Tensor Distances(Tensor b, double p = 2)
        {
            ArgumentNullException.ThrowIfNull(b);
            if (a.Shape.Rank < 2 || b.Shape.Rank < 2 || a.Shape[-1] != b.Shape[-1])
            {
                throw new ShapeException("distances", "the points do not fit.",
                    [("a", a.Spec, "…, M, D"), ("b", b.Spec, "…, N, D")], "D must be equal in both.");
            }

            var left = AxisOrder.Inserted(a, a.Shape.Rank - 1);
            var right = AxisOrder.Inserted(b, b.Shape.Rank - 2);
            return (left - right).Norm(p, [-1]);
        }
    }
}
