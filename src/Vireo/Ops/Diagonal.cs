namespace Vireo.Ops;

/// <summary>Diagonals of matrices, composed.</summary>
public static class DiagonalOp
{
    extension(Tensor x)
    {
        /// <summary>A diagonal over two axes, which go away; it becomes the last axis. Offset 0 is the main one,
        /// positive ones lie toward greater places along <paramref name="columns"/>; one that lies outside is
        /// empty.</summary>
        /// <exception cref="ShapeException">Both axes are the same.</exception>
        public Tensor Diagonal(int offset = 0, int rows = -2, int columns = -1)
        {
            (rows, columns) = (x.Shape.Axis(rows), x.Shape.Axis(columns));
            if (rows == columns)
            {
                throw new ShapeException("diagonal", $"axis {rows} is named twice.", [("x", x.Spec, "")],
                    "Name two different axes.");
            }

            var (height, width) = (x.Shape[rows], x.Shape[columns]);
            int[] others = [.. Enumerable.Range(0, x.Shape.Rank).Where(a => a != rows && a != columns)];
            var flat = AxisOrder.Ordered(x, [.. others, rows, columns])
                .Reshape([.. others.Select(a => x.Shape[a]), checked(height * width)]);
            var start = offset >= 0 ? offset : -(long)offset * width;
            var length = Math.Max(0, Math.Min(height + Math.Min(0L, offset), width - Math.Max(0L, offset)));
            return length == 0
                ? flat.Slice(-1, 0, 0)
                : Tensor.Of(new Slice
                {
                    Axis = flat.Shape.Rank - 1, Start = (int)start, Length = (int)length, Step = width + 1,
                }, flat);
        }
    }
}
