using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>A linear map of images <c>[N, C, H, W]</c> to <c>[N, C, OH, OW]</c> that treats every plane alike, rows and
/// columns apart: <c>y = R · x · Kᵀ</c> with two sparse matrices that follow from the shape.</summary>
public abstract record Separable2dOp : Op
{
    /// <inheritdoc/>
    public sealed override LayoutRule Layouts => LayoutRule.Images;

    /// <summary>The matrices of rows and columns for an input shape.</summary>
    internal abstract (Taps Rows, Taps Columns) Maps(Shape x);

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (rows, columns) = Maps(x[0].Shape);
        Apply(rows, columns, x[0].Data, y[0].Data);
    }

    /// <inheritdoc/>
    public sealed override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        [dy[0] is { } d
            ? Tensor.Of(new Separable2dBackward { Forward = this, Shape = node.Inputs[0].Shape }, d)
            : null];

    /// <summary>Applies two matrices to all planes.</summary>
    internal static void Apply(Taps rows, Taps columns, double[] x, double[] y)
    {
        var planes = rows.Outputs * columns.Outputs == 0 ? 0 : y.Length / (rows.Outputs * columns.Outputs);
        for (var row = 0; row < planes * rows.Outputs; row++)
        {
            var (plane, oy) = Math.DivRem(row, rows.Outputs);
            var target = y.AsSpan(row * columns.Outputs, columns.Outputs);
            for (var k = 0; k < rows.Places(oy).Length; k++)
            {
                var source = x.AsSpan((plane * rows.Inputs + rows.Places(oy)[k]) * columns.Inputs, columns.Inputs);
                AddRow(columns, source, rows.Weights(oy)[k], target);
            }
        }
    }

    /// <summary>The map as products with two dense matrices: what every map can be written as.</summary>
    private protected string OnnxProducts(OnnxGraph graph, Node node, string x)
    {
        var (rows, columns) = Maps(node.Inputs[0].Shape);
        var type = node.Inputs[0].DType;
        if (!columns.IsIdentity)
        {
            var right = graph.Constant(new([columns.Inputs, columns.Outputs], type), columns.Dense(transposed: true));
            x = graph.Add("MatMul", [x, right]);
        }

        if (rows.IsIdentity) return columns.IsIdentity ? graph.Add("Identity", x) : x;
        var left = graph.Constant(new([rows.Outputs, rows.Inputs], type), rows.Dense(transposed: false));
        return graph.Add("MatMul", [left, x]);
    }

    private static void AddRow(Taps columns, ReadOnlySpan<double> source, double weight, Span<double> target)
    {
        for (var o = 0; o < target.Length; o++)
        {
            var places = columns.Places(o);
            var weights = columns.Weights(o);
            for (var k = 0; k < places.Length; k++) target[o] += weight * weights[k] * source[places[k]];
        }
    }
}
