namespace Vireo.Ops;

/// <summary>Boxes around masks, composed.</summary>
public static class MasksToBoxesOp
{
    extension(Tensor masks)
    {
        /// <summary>The smallest box around what is not zero in each mask <c>[N, H, W]</c>: <c>[N, 4]</c> of x1, y1,
        /// x2, y2, the first and last column and row that hold something, I64; all zero for an empty mask.</summary>
        /// <exception cref="ShapeException">There are not three axes, or one of the planes is empty.</exception>
        public Tensor MasksToBoxes()
        {
            if (masks.Shape.Rank != 3 || masks.Shape[1] == 0 || masks.Shape[2] == 0)
            {
                throw new ShapeException("masks_to_boxes", "masks have three axes.", [("masks", masks.Spec, "N, H, W")],
                    "Add the missing axis, or take the extra one away, with Reshape.");
            }

            var (h, w) = (masks.Shape[1], masks.Shape[2]);
            var set = masks.Cast(DType.Bool);
            var xs = Tensor.Of(new Iota { Count = w, DType = DType.F32 });
            var ys = Tensor.Of(new Iota { Count = h, DType = DType.F32 }).Reshape([h, 1]);
            var (left, right) = Ends(set, xs, w);
            var (top, bottom) = Ends(set, ys, h);
            return new BoxParts(left, top, right, bottom).Join().Cast(DType.I64);
        }
    }

    /// <summary>Least and greatest place, each <c>[N, 1]</c>, zero for none.</summary>
    private static (Tensor First, Tensor Last) Ends(Tensor set, Tensor places, int extent)
    {
        var last = set.Where(places, Tensor.Scalar(0)).ReduceMax([1, 2]).Reshape([-1, 1]);
        var first = set.Where(places, Tensor.Scalar(extent)).ReduceMin([1, 2]).Reshape([-1, 1]);
        return ((first < extent).Where(first, Tensor.Scalar(0)), last);
    }
}
