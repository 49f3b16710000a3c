using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Greatest elements of a grid of OH x OW windows that cover the image, those of
/// <see cref="AdaptiveAveragePool2d"/>. Input <c>[N, C, H, W]</c>; outputs y <c>[N, C, OH, OW]</c>, and its place h·W +
/// w in the plane (I32), the first of equal ones.</summary>
public sealed record AdaptiveMaxPool2d : Op
{
    /// <summary>Output height.</summary>
    public int OH { get; init; } = 1;

    /// <summary>Output width.</summary>
    public int OW { get; init; } = 1;

    /// <inheritdoc/>
    public override string Name => "adaptive_max_pool2d";

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Images;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var x = inputs[0];
        if (x.Shape.Rank != 4 || x.Shape[2] == 0 || x.Shape[3] == 0 || OH < 1 || OW < 1)
        {
            throw new ShapeException(Name, $"no {OH} x {OW} windows cover this.", [("x", x, "N, C, H, W")],
                "Pass images of at least one pixel, and ask for at least one window.");
        }

        Shape shape = [x.Shape[0], x.Shape[1], OH, OW];
        return [new(shape, x.DType), new(shape, DType.I32)];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (data, best, place) = (x[0].Data, y[0].Data, y[1].Data);
        var plane = x[0].Shape[2] * x[0].Shape[3];
        Array.Fill(place, -1);
        new AdaptiveAveragePool2d { OH = OH, OW = OW }.Visit(x[0].Shape, (o, i, _) =>
        {
            if (place[o] >= 0 && (double.IsNaN(best[o]) || !(data[i] > best[o] || double.IsNaN(data[i])))) return;
            (best[o], place[o]) = (data[i], i % plane);
        });
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        [dy[0] is { } d
            ? Tensor.Of(new MaxPool2dBackward { Shape = node.Inputs[0].Shape }, d, node.Outputs[1])
            : null];

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        var s = node.Inputs[0].Shape;
        var (values, places) = (new string[OH * OW], new string[OH * OW]);
        for (var o = 0; o < values.Length; o++)
        {
            var (top, bottom) = AdaptiveAveragePool2d.Window(o / OW, s[2], OH);
            var (left, right) = AdaptiveAveragePool2d.Window(o % OW, s[3], OW);
            var window = graph.Add("Slice",
                [x[0], graph.Integers(top, left), graph.Integers(bottom, right), graph.Integers(2, 3)]);
            var pixels = (bottom - top) * (right - left);
            var flat = graph.Add("Reshape", [window, graph.Integers(s[0], s[1], pixels)]);
            values[o] = graph.Reduce("ReduceMax", flat, 2);
            // Place in the plane from place in the window: whole rows, then columns.
            var place = graph.Add("ArgMax", flat, ("axis", 2L), ("keepdims", 1L));
            var width = graph.Scalar(right - left, DType.I64);
            var row = graph.Add("Add", [graph.Add("Div", [place, width]), graph.Scalar(top, DType.I64)]);
            var column = graph.Add("Add", [graph.Add("Mod", [place, width]), graph.Scalar(left, DType.I64)]);
            places[o] = graph.Add("Add", [graph.Add("Mul", [row, graph.Scalar(s[3], DType.I64)]), column]);
        }

        string Grid(string[] parts) => graph.Add("Reshape",
            [graph.Add("Concat", parts, ("axis", 2L)), graph.Integers(s[0], s[1], OH, OW)]);
        return [Grid(values), graph.Cast(Grid(places), DType.I32)];
    }
}

/// <summary>The fluent form of <see cref="Ops.AdaptiveMaxPool2d"/>.</summary>
public static class AdaptiveMaxPool2dOp
{
    extension(Tensor x)
    {
        /// <summary>Greatest elements of a grid of windows that cover the image, and their places in the
        /// plane.</summary>
        /// <exception cref="ShapeException">The tensor is no images.</exception>
        public (Tensor Y, Tensor Places) AdaptiveMaxPool2d(int height = 1, int width = 1)
        {
            var outputs = Tensor.Apply(new AdaptiveMaxPool2d { OH = height, OW = width }, x).Outputs;
            return (outputs[0], outputs[1]);
        }
    }
}
