namespace Vireo.Ops;

/// <summary>The places that an affine map reads an image at, composed; what <c>GridSample</c> takes.</summary>
/// <remarks>Jaderberg et al. 2015, "Spatial transformer networks", arXiv:1506.02025.</remarks>
public static class AffineGridOp
{
    extension(Tensor theta)
    {
        /// <summary><c>grid[n, h, w] = theta[n] · (x, y, 1)</c> with x and y the place of pixel (h, w) between -1 and
        /// 1: matrices <c>[N, 2, 3]</c> to <c>[N, H, W, 2]</c>, x first; or <c>[N, 3, 4]</c> to
        /// <c>[N, D, H, W, 3]</c>.</summary>
        /// <param name="size">Extents of the image that is made: H, W or D, H, W.</param>
        /// <param name="alignCorners">Whether -1 and 1 are the centres of the outer pixels instead of their outer
        /// edges.</param>
        /// <exception cref="ShapeException">The matrices do not fit.</exception>
        public Tensor AffineGrid(ReadOnlySpan<int> size, bool alignCorners = false)
        {
            var axes = size.Length;
            var s = theta.Shape;
            if (axes is not (2 or 3) || s.Rank != 3 || s[1] != axes || s[2] != axes + 1)
            {
                throw new ShapeException("affine_grid", $"no matrices for {axes} axes.",
                    [("theta", theta.Spec, "N, axes, axes + 1")], "Pass [N, 2, 3] for images, [N, 3, 4] for volumes.");
            }

            var extents = new int[axes + 2];
            Tensor Column(int i)
            {
                Array.Fill(extents, 1);
                (extents[0], extents[^1]) = (s[0], axes);
                return theta.Slice(2, i, i + 1).Reshape(extents);
            }

            var grid = Column(axes);
            for (var i = 0; i < axes; i++)
            {
                // The first column goes with x, the last axis.
                var extent = size[axes - 1 - i];
                var places = Places(extent, alignCorners, theta.DType);
                Array.Fill(extents, 1);
                extents[axes - i] = extent;
                grid += places.Reshape(extents) * Column(i);
            }

            return grid;
        }
    }

    private static Tensor Places(int extent, bool alignCorners, DType type)
    {
        var count = Tensor.Of(new Iota { Count = extent }).Cast(type);
        if (alignCorners) return extent > 1 ? count * (2.0 / (extent - 1)) - 1 : count * 0;
        return (count * 2 + 1) * (1.0 / extent) - 1;
    }
}
