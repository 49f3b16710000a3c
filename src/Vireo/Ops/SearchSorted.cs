using System.Numerics;
using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Where numbers belong in sorted rows (I64): the place in front of which each can be put so that the order
/// holds. Inputs: rows <c>[n]</c> or <c>[…, n]</c>, ascending; numbers, of any shape for one row, else <c>[…, m]</c>.
/// NaN belongs at the end. No gradient flows.</summary>
public sealed record SearchSorted : Op
{
    /// <summary>Whether a number goes behind those equal to it, not in front of them.</summary>
    public bool Right { get; init; }

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var (rows, x) = (inputs[0], inputs[1]);
        var fits = rows.DType == x.DType && (rows.Shape.Rank == 1
            || (rows.Shape.Rank > 1 && rows.Shape.Rank == x.Shape.Rank
                && rows.Shape.With(-1, 0) == x.Shape.With(-1, 0)));
        return fits
            ? [new(x.Shape, DType.I64)]
            : throw new ShapeException(Name, "the operands do not fit.",
                [("rows", rows, "[n] or […, n]"), ("x", x, "any, or […, m]")],
                "Pass one row, or a row for every row of x, of the same type.");
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var length = x[0].Shape[^1];
        for (var i = 0; i < y[0].Data.Length; i++)
        {
            var row = x[0].Shape.Rank == 1 ? 0 : i / x[1].Shape[^1];
            y[0].Data[i] = Place<double>(x[0].Data.AsSpan(row * length, length), x[1].Data[i], Right);
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => [null, null];

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        // Counted: how many of the row are not at or behind the number, of which nothing is at or behind NaN.
        var (rows, last) = (x[0], graph.Integers(-1));
        if (node.Inputs[0].Shape.Rank > 1) rows = graph.Add("Unsqueeze", [rows, graph.Integers(-2)]);
        var wanted = graph.Add("Unsqueeze", [x[1], last]);
        var isBehind = graph.Add(Right ? "Greater" : "GreaterOrEqual", [rows, wanted]);
        var front = graph.Cast(graph.Add("Not", isBehind), DType.I64);
        return [graph.Add("ReduceSum", [front, last], ("keepdims", 0))];
    }

    /// <summary>The place of a number in a row.</summary>
    internal static int Place<T>(ReadOnlySpan<T> row, T x, bool right)
        where T : IComparisonOperators<T, T, bool>
    {
        var (low, high) = (0, row.Length);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            var isBehind = right ? row[middle] > x : row[middle] >= x;
            if (isBehind) high = middle;
            else low = middle + 1;
        }

        return low;
    }
}

/// <summary>The fluent form of <see cref="Ops.SearchSorted"/>.</summary>
public static class SearchSortedOp
{
    extension(Tensor rows)
    {
        /// <summary>Where the numbers of <paramref name="x"/> belong in sorted rows; see
        /// <see cref="Ops.SearchSorted"/>.</summary>
        public Tensor SearchSorted(Tensor x, bool right = false) =>
            Tensor.Of(new SearchSorted { Right = right }, rows, x);
    }
}
