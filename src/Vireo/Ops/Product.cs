namespace Vireo.Ops;

/// <summary>Products along axes, composed of multiplications, so that gradients are right where factors are
/// zero.</summary>
public static class ProductOp
{
    extension(Tensor x)
    {
        /// <summary>Product along <paramref name="axes"/>; along all of them when none is given. That of nothing is
        /// one.</summary>
        public Tensor Product(ReadOnlySpan<int> axes = default, bool keepAxes = false)
        {
            var gone = ReduceOp.Normalise(x.Shape, axes);
            var y = x;
            foreach (var axis in gone) y = Halved(y, axis);
            if (keepAxes) return y;
            int[] kept = [.. Enumerable.Range(0, y.Shape.Rank).Where(a => !gone.Contains(a)).Select(a => y.Shape[a])];
            return y.Reshape(kept);
        }

        /// <summary>Running products along an axis: <c>y[i] = x[0] · … · x[i]</c>; a negative axis counts from the
        /// end.</summary>
        public Tensor CumulativeProduct(int axis)
        {
            axis = x.Shape.Axis(axis);
            var (y, extent) = (x, x.Shape[axis]);

            // After each round, elements hold the product of twice as many in front of them.
            for (var step = 1; step < extent; step *= 2)
            {
                var further = y.Slice(axis, step, extent) * y.Slice(axis, 0, extent - step);
                y = Tensor.Concat(axis, y.Slice(axis, 0, step), further);
            }

            return y;
        }
    }

    private static Tensor Halved(Tensor x, int axis)
    {
        if (x.Shape[axis] == 0) return Tensor.Full(1, x.Shape.With(axis, 1), x.DType);
        while (x.Shape[axis] is > 1 and var extent)
        {
            var half = extent / 2;
            var y = x.Slice(axis, 0, half) * x.Slice(axis, half, 2 * half);
            x = extent % 2 == 0 ? y : Tensor.Concat(axis, y, x.Slice(axis, extent - 1, extent));
        }

        return x;
    }
}
