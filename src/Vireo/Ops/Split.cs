namespace Vireo.Ops;

/// <summary>Parts of a tensor, composed.</summary>
public static class SplitOp
{
    extension(Tensor x)
    {
        /// <summary>Cuts an axis into parts of the given extents, which add up to its own.</summary>
        /// <exception cref="ShapeException">They do not.</exception>
        public Tensor[] Split(int axis, params ReadOnlySpan<int> extents)
        {
            axis = x.Shape.Axis(axis);
            var sum = 0L;
            var isNegative = false;
            foreach (var extent in extents) (sum, isNegative) = (sum + extent, isNegative || extent < 0);
            if (sum != x.Shape[axis] || isNegative)
            {
                throw new ShapeException(
                    "split", $"[{string.Join(", ", extents.ToArray())}] do not add up to axis {axis}.",
                    [("x", x.Spec, "")], $"The parts must have {x.Shape[axis]} elements together.");
            }

            var parts = new Tensor[extents.Length];
            var start = 0;
            for (var i = 0; i < parts.Length; i++) parts[i] = x.Slice(axis, start, start += extents[i]);
            return parts;
        }

        /// <summary>Cuts an axis into parts of one extent; the last part is what is left.</summary>
        public Tensor[] SplitBy(int axis, int extent)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(extent);
            axis = x.Shape.Axis(axis);
            var whole = x.Shape[axis];
            var count = Math.Max(1, (int)(((long)whole + extent - 1) / extent));
            return x.Split(axis, [.. Enumerable.Range(0, count).Select(i => Math.Min(extent, whole - i * extent))]);
        }

        /// <summary>Cuts an axis into so many parts, all but the last equally long; there may come out fewer.</summary>
        public Tensor[] Chunk(int axis, int parts)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(parts);
            var whole = x.Shape[x.Shape.Axis(axis)];
            return x.SplitBy(axis, Math.Max(1, (int)(((long)whole + parts - 1) / parts)));
        }
    }
}
