namespace Vireo.Ops;

/// <summary>Medians, composed.</summary>
public static class MedianOp
{
    extension(Tensor x)
    {
        /// <summary>The median along an axis and its place (I64): of an even number of elements the lower of the two in
        /// the middle. The gradient goes to that element. NaN counts as greater than all numbers.</summary>
        /// <exception cref="ShapeException">The axis is empty.</exception>
        public (Tensor Values, Tensor Places) Median(int axis, bool keepAxis = false)
        {
            axis = x.Shape.Axis(axis);
            if (x.Shape[axis] == 0)
            {
                throw new ShapeException("median", $"axis {axis} is empty.", [("x", x.Spec, "")],
                    "Pass at least one element.");
            }

            var half = (x.Shape[axis] + 1) / 2;
            var (values, places) = x.TopK(half, axis, largest: false);
            (values, places) = (values.Slice(axis, half - 1, half), places.Slice(axis, half - 1, half));
            if (keepAxis) return (values, places);
            var shape = AxisOrder.Without(x.Shape, axis);
            return (values.Reshape(shape), places.Reshape(shape));
        }

        /// <summary>The median of all elements, of an even number the lower of the two in the middle: a single number.
        /// Elements equal to it share the gradient.</summary>
        /// <exception cref="ShapeException">There is no element.</exception>
        public Tensor Median()
        {
            var median = x.Reshape([checked((int)x.Shape.Count)]).Median(0).Values.Detach();
            var chosen = x.IsEqualTo(median);
            var sum = chosen.Where(x, Tensor.Scalar(0, x.DType)).Sum();
            return sum / chosen.Cast(x.DType).Sum();
        }
    }
}
