namespace Vireo.Ops;

/// <summary>Gated linear units, composed.</summary>
/// <remarks>Dauphin et al. 2016, arXiv:1612.08083; GEGLU and SwiGLU: Shazeer 2020, arXiv:2002.05202.</remarks>
public static class GluOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = a · sigmoid(b)</c>, with a and b the halves of x along an axis, whose extent is
        /// even.</summary>
        public Tensor Glu(int axis = -1)
        {
            var (a, b) = Halves(x, axis, "glu");
            return a * b.Sigmoid();
        }

        /// <summary><c>y = a · gelu(b)</c>, with a and b the halves of x along an axis, whose extent is
        /// even.</summary>
        public Tensor GeGlu(int axis = -1)
        {
            var (a, b) = Halves(x, axis, "geglu");
            return a * b.Gelu();
        }

        /// <summary><c>y = silu(a) · b</c>, with a and b the halves of x along an axis, whose extent is
        /// even.</summary>
        public Tensor SwiGlu(int axis = -1)
        {
            var (a, b) = Halves(x, axis, "swiglu");
            return a.Silu() * b;
        }
    }

    private static (Tensor A, Tensor B) Halves(Tensor x, int axis, string op)
    {
        axis = x.Shape.Axis(axis);
        var extent = x.Shape[axis];
        return extent % 2 == 0
            ? (x.Slice(axis, 0, extent / 2), x.Slice(axis, extent / 2, extent))
            : throw new ShapeException(op, $"axis {axis} has an odd extent.", [("x", x.Spec, "")],
                "Give it two halves.");
    }
}
