using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Repeats along new axes and axes of extent one: <c>[C, 1, 1]</c> to <c>[N, C, H, W]</c>.</summary>
public sealed record Expand : ElementwiseOp
{
    /// <summary>Extents of the result.</summary>
    public required Shape Shape { get; init; }

    /// <inheritdoc/>
    public override double Apply(double a, double b, double c) => a;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) =>
        Shape.Broadcast(inputs[0].Shape, Shape) == Shape
            ? [new(Shape, inputs[0].DType)]
            : throw new ShapeException(Name, $"{inputs[0].Shape} does not stretch to {Shape}.", [("x", inputs[0], "")],
                "Only extents of one and missing leading axes are repeated.");

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => [dy[0]?.SumTo(node.Inputs[0].Shape)];

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) =>
        [graph.Add("Expand", [x[0], graph.Integers(Shape.Extents)])];
}

/// <summary>The fluent forms of <see cref="Ops.Expand"/> and of its opposite.</summary>
public static class ExpandOp
{
    extension(Tensor x)
    {
        /// <summary>Repeats the tensor to a shape; itself when it has that shape.</summary>
        public Tensor Expand(Shape shape) => x.Shape == shape ? x : Tensor.Of(new Expand { Shape = shape }, x);

        /// <summary>Sums over the axes along which <paramref name="shape"/> would be repeated to give this
        /// shape.</summary>
        public Tensor SumTo(Shape shape)
        {
            if (x.Shape == shape) return x;
            var lead = x.Shape.Rank - shape.Rank;
            var axes = new List<int>();
            for (var axis = 0; axis < x.Shape.Rank; axis++)
            {
                if (axis < lead || (shape[axis - lead] == 1 && x.Shape[axis] != 1)) axes.Add(axis);
            }

            return (axes.Count == 0 ? x : x.Sum([.. axes], keepAxes: true)).Reshape(shape);
        }
    }
}
