namespace Vireo.Ops;

/// <summary>GLU, a gated linear unit, composed.</summary>
/// <remarks>Dauphin et al. 2016, arXiv:1612.08083.</remarks>
public static class GluOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = a · sigmoid(b)</c>, with a and b the halves of x along an axis, whose extent is
        /// even.</summary>
        public Tensor Glu(int axis = -1)
        {
            axis = x.Shape.Axis(axis);
            var extent = x.Shape[axis];
            if (extent % 2 != 0)
            {
                throw new ShapeException("glu", $"axis {axis} has an odd extent.", [("x", x.Spec, "")],
                    "Give it two halves.");
            }

            return x.Slice(axis, 0, extent / 2) * x.Slice(axis, extent / 2, extent).Sigmoid();
        }
    }
}
