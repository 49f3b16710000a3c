using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Matrix product over the last two axes, <c>[…, M, K] · […, K, N] = […, M, N]</c>; leading axes
/// broadcast.</summary>
public sealed record MatMul : Op
{
    /// <summary>Whether a is given as <c>[…, K, M]</c>.</summary>
    public bool TransposeA { get; init; }

    /// <summary>Whether b is given as <c>[…, N, K]</c>.</summary>
    public bool TransposeB { get; init; }

    /// <summary>M, N and K of the product of two operands.</summary>
    public (int M, int N, int K) Extents(Shape a, Shape b) =>
        (a[TransposeA ? -1 : -2], b[TransposeB ? -2 : -1], a[TransposeA ? -2 : -1]);

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var (a, b) = (inputs[0], inputs[1]);
        if (a.Shape.Rank >= 2 && b.Shape.Rank >= 2 && a.DType == b.DType
            && a.Shape[TransposeA ? -2 : -1] == b.Shape[TransposeB ? -1 : -2]
            && Shape.Broadcast(Lead(a.Shape), Lead(b.Shape)) is { } lead)
        {
            var (m, n, _) = Extents(a.Shape, b.Shape);
            return [new(Shape.Create([.. lead.Extents, m, n]), a.DType)];
        }

        throw new ShapeException(
            Name, "the operands do not fit.",
            [("a", a, TransposeA ? "…, K, M" : "…, M, K"), ("b", b, TransposeB ? "…, N, K" : "…, K, N")],
            "K must be equal in both, leading axes must broadcast, and the types must be the same.");
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (m, n, k) = Extents(x[0].Shape, x[1].Shape);
        var lead = Lead(y[0].Shape);
        var left = new BroadcastCursor(Lead(x[0].Shape), lead);
        var right = new BroadcastCursor(Lead(x[1].Shape), lead);
        for (var batch = 0L; batch < lead.Count; batch++)
        {
            var (a, b, c) = (left.At(batch) * m * k, right.At(batch) * k * n, batch * m * n);
            for (var i = 0; i < m; i++)
            {
                for (var j = 0; j < n; j++)
                {
                    var sum = 0.0;
                    for (var p = 0; p < k; p++)
                    {
                        sum += x[0].Data[a + (TransposeA ? p * m + i : i * k + p)]
                            * x[1].Data[b + (TransposeB ? j * k + p : p * n + j)];
                    }

                    y[0].Data[c + i * n + j] = sum;
                }
            }
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        if (dy[0] is not { } d) return [null, null];
        var (a, b) = (node.Inputs[0], node.Inputs[1]);
        var da = TransposeA
            ? Tensor.Of(new MatMul { TransposeA = TransposeB, TransposeB = true }, b, d)
            : Tensor.Of(new MatMul { TransposeB = !TransposeB }, d, b);
        var db = TransposeB
            ? Tensor.Of(new MatMul { TransposeA = true, TransposeB = TransposeA }, d, a)
            : Tensor.Of(new MatMul { TransposeA = !TransposeA }, a, d);
        return [da.SumTo(a.Shape), db.SumTo(b.Shape)];
    }

    /// <inheritdoc/>
    public override long Macs(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        outputs[0].Shape.Count * Extents(inputs[0].Shape, inputs[1].Shape).K;

    /// <summary>The axes in front of the matrices.</summary>
    internal static Shape Lead(Shape shape) => Shape.Create(shape.Extents[..^2]);

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        if (node.Inputs[0].Shape.Rank == 2 && node.Inputs[1].Shape.Rank == 2 && node.Inputs[0].DType.IsFloat)
        {
            return [graph.Add("Gemm", x, ("transA", TransposeA ? 1 : 0), ("transB", TransposeB ? 1 : 0))];
        }

        string Turned(int input)
        {
            long[] order = [.. Enumerable.Range(0, node.Inputs[input].Shape.Rank)];
            (order[^1], order[^2]) = (order[^2], order[^1]);
            return graph.Add("Transpose", x[input], ("perm", order));
        }

        return [graph.Add("MatMul", [TransposeA ? Turned(0) : x[0], TransposeB ? Turned(1) : x[1]])];
    }
}

/// <summary>The fluent forms of <see cref="Ops.MatMul"/>.</summary>
public static class MatMulOp
{
    extension(Tensor a)
    {
        /// <summary>Matrix product over the last two axes; leading axes broadcast. A vector is taken as a row on the
        /// left, as a column on the right, and leaves no axis in the result.</summary>
        public Tensor MatMul(Tensor b, bool transposeA = false, bool transposeB = false)
        {
            var (row, column) = (a.Shape.Rank == 1, b.Shape.Rank == 1);
            var y = Tensor.Of(
                new MatMul { TransposeA = transposeA && !row, TransposeB = transposeB && !column },
                row ? a.Reshape([1, a.Shape[0]]) : a, column ? b.Reshape([b.Shape[0], 1]) : b);
            if (!row && !column) return y;
            int[] lead = [.. y.Shape.Extents[..^2]];
            return y.Reshape(row && column ? lead : [.. lead, y.Shape[row ? -1 : -2]]);
        }

        /// <summary><c>y = x · weightᵀ + bias</c>: <c>[…, in]</c>, <c>[out, in]</c> and <c>[out]</c> to
        /// <c>[…, out]</c>.</summary>
        public Tensor Linear(Tensor weight, Tensor? bias = null)
        {
            var y = a.MatMul(weight, transposeB: true);
            return bias is null ? y : y + bias;
        }
    }
}
