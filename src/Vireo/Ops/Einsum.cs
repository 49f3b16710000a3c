namespace Vireo.Ops;

/// <summary>Einstein sums, composed of diagonals, sums, transpositions and matrix products.</summary>
public static class EinsumOp
{
    extension(Tensor)
    {
        /// <summary>Multiplies operands element by element along axes of one letter and sums over the letters that the
        /// result lacks: <c>"bij,bjk-&gt;bik"</c>. Without an arrow the result has the letters that occur once, sorted
        /// (capitals first). A letter twice in one operand is its diagonal; <c>...</c> stands for any axes, which
        /// broadcast and come first when there is no arrow.</summary>
        /// <exception cref="ShapeException">The equation does not fit the operands.</exception>
        public static Tensor Einsum(string equation, params Tensor[] operands)
        {
            ArgumentNullException.ThrowIfNull(equation);
            ArgumentNullException.ThrowIfNull(operands);
            var sum = new EinsumEquation(equation, operands);
            var result = Prepared(sum, 0);
            for (var i = 1; i < operands.Length; i++) result = Joined(sum, i, result, Prepared(sum, i));
            return Finished(sum, result);
        }
    }

    /// <summary>A tensor and the letters of its axes.</summary>
    private readonly record struct Part(Tensor Value, List<int> Labels);

    /// <summary>An operand with every letter once, without axes that only repeat, summed over what nobody else
    /// needs.</summary>
    private static Part Prepared(EinsumEquation sum, int operand)
    {
        var (x, labels) = (sum.Operands[operand], sum.Labels[operand].ToList());
        for (var i = 0; i < labels.Count; i++)
        {
            for (var k = labels.Count - 1; k > i; k--)
            {
                if (labels[k] != labels[i]) continue;
                var label = labels[i];
                x = x.Diagonal(0, i, k);
                labels.RemoveAt(k);
                labels.RemoveAt(i);
                labels.Add(label);
                (i, k) = (0, labels.Count);
            }
        }

        for (var i = labels.Count - 1; i >= 0; i--)
        {
            if (x.Shape[i] != 1 || sum.Extent(labels[i]) == 1) continue;
            x = x.Reshape(AxisOrder.Without(x.Shape, i));
            labels.RemoveAt(i);
        }

        return Summed(new(x, labels), label => sum.IsNeeded(label, operand));
    }

    private static Part Summed(Part part, Func<int, bool> isNeeded)
    {
        int[] gone = [.. Enumerable.Range(0, part.Labels.Count).Where(i => !isNeeded(part.Labels[i]))];
        return gone.Length == 0 ? part : new(part.Value.Sum(gone), [.. part.Labels.Where(isNeeded)]);
    }

    /// <summary>The product of two parts, summed over letters that no later operand and not the result has.</summary>
    private static Part Joined(EinsumEquation sum, int place, Part a, Part b)
    {
        var needed = sum.NeededAfter(place);
        List<int> both = [.. a.Labels.Where(b.Labels.Contains)];
        List<int> batch = [.. both.Where(needed.Contains)], inner = [.. both.Where(l => !needed.Contains(l))];
        List<int> left = [.. a.Labels.Except(both)], right = [.. b.Labels.Except(both)];
        int Count(List<int> labels) => labels.Aggregate(1, (n, label) => checked(n * sum.Extent(label)));
        var (n, rows, columns, depth) = (Count(batch), Count(left), Count(right), Count(inner));
        // A factor whose axes lie the other way round is multiplied as it is.
        var turnLeft = a.Labels.SequenceEqual([.. batch, .. inner, .. left]);
        var turnRight = b.Labels.SequenceEqual([.. batch, .. right, .. inner]);
        var x = Arranged(a, turnLeft ? a.Labels : [.. batch, .. left, .. inner]);
        var z = Arranged(b, turnRight ? b.Labels : [.. batch, .. inner, .. right]);
        var y = inner.Count == 0
            ? x.Reshape([n, rows, 1]) * z.Reshape([n, 1, columns])
            : x.Reshape(turnLeft ? [n, depth, rows] : [n, rows, depth]).MatMul(
                z.Reshape(turnRight ? [n, columns, depth] : [n, depth, columns]), turnLeft, turnRight);
        List<int> labels = [.. batch, .. left, .. right];
        return Summed(new(y.Reshape([.. labels.Select(sum.Extent)]), labels), needed.Contains);
    }

    private static Tensor Arranged(Part part, List<int> order) =>
        AxisOrder.Ordered(part.Value, [.. order.Select(label => part.Labels.IndexOf(label))]);

    /// <summary>The axes of the result, in its order.</summary>
    private static Tensor Finished(EinsumEquation sum, Part part)
    {
        part = Summed(part, sum.Output.Contains);
        List<int> present = [.. sum.Output.Where(part.Labels.Contains)];
        int[] extents = [.. sum.Output.Select(l => part.Labels.Contains(l) ? sum.Extent(l) : 1)];
        return Arranged(part, present).Reshape(extents);
    }
}
