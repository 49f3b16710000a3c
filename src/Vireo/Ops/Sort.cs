namespace Vireo.Ops;

/// <summary>Orders along an axis: all of <see cref="TopK"/>.</summary>
public static class SortOp
{
    extension(Tensor x)
    {
        /// <summary>The elements along an axis in order, and their places (I64). Equal elements stay in the order they
        /// had; NaN counts as greater than all numbers. The same shape out, twice.</summary>
        public (Tensor Values, Tensor Places) Sort(int axis = -1, bool descending = false) =>
            x.TopK(x.Shape[x.Shape.Axis(axis)], axis, largest: descending);

        /// <summary>The places (I64) of the elements along an axis in order; see <see cref="Sort"/>.</summary>
        public Tensor ArgSort(int axis = -1, bool descending = false) => x.Sort(axis, descending).Places;
    }
}
