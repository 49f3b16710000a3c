namespace Vireo.Ops;

/// <summary>What a mask selects, in a room of fixed size, composed.</summary>
public static class MaskedSelectOp
{
    extension(Tensor x)
    {
        /// <summary>The elements where a mask (Bool) is true, in row-major order, with broadcasting: the first
        /// <paramref name="size"/> of them, and what is left of the room filled up.</summary>
        /// <param name="mask">What to select.</param>
        /// <param name="size">Size of the room, fixed when the graph is built.</param>
        /// <param name="padding">The number that fills the room up.</param>
        /// <returns>The elements <c>[size]</c>; which of them were selected (Bool) <c>[size]</c>; and how many the mask
        /// selects (I64), which may be more than there is room for.</returns>
        /// <exception cref="ShapeException">The mask holds no truth values, or does not broadcast.</exception>
        public (Tensor Values, Tensor IsSelected, Tensor Count) MaskedSelect(Tensor mask, int size, double padding = 0)
        {
            ArgumentNullException.ThrowIfNull(mask);
            ArgumentOutOfRangeException.ThrowIfNegative(size);
            if (mask.DType != DType.Bool || Shape.Broadcast(x.Shape, mask.Shape) is not { } shape)
            {
                throw new ShapeException("masked_select", "the mask does not fit.",
                    [("x", x.Spec, ""), ("mask", mask.Spec, "Bool")],
                    "Pass truth values whose shape broadcasts with that of x.");
            }

            var count = checked((int)shape.Count);
            var all = mask.Expand(shape).Reshape([count]).Cast(DType.F32);

            // Ones come before zeros, and equal ones stay in order.
            var (ones, places) = all.TopK(Math.Min(size, count), 0);
            var isSelected = ones > 0;
            var values = isSelected.Where(
                x.Expand(shape).Reshape([count]).IndexSelect(0, places), Tensor.Scalar(padding, x.DType));
            if (size > count)
            {
                values = values.Pad(0, 0, size - count, padding);
                isSelected = isSelected.Pad(0, 0, size - count);
            }

            return (values, isSelected, all.Cast(DType.F64).Sum().Cast(DType.I64));
        }
    }
}
