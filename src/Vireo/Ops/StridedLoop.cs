namespace Vireo.Ops;

/// <summary>Walks over a strided view of an array: the oracle's way of slicing and transposing.</summary>
internal static class StridedLoop
{
    /// <summary><c>target[i] = source[offset + Σ index(axis) · strides[axis]]</c> for all i in row-major
    /// order.</summary>
    public static void Run(Shape shape, long[] strides, long offset, double[] source, double[] target)
    {
        for (var i = 0; i < target.Length; i++) target[i] = source[At(shape, strides, offset, i)];
    }

    /// <summary>The place of row-major element <paramref name="flat"/> in a strided view.</summary>
    public static long At(Shape shape, long[] strides, long offset, long flat)
    {
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            offset += flat % shape[axis] * strides[axis];
            flat /= shape[axis];
        }

        return offset;
    }
}
