using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>The same elements in the same logical order under other extents.</summary>
public sealed record Reshape : Op
{
    /// <summary>The new extents.</summary>
    public required Shape Shape { get; init; }

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => inputs[0].Shape.Count == Shape.Count
        ? [new(Shape, inputs[0].DType)]
        : throw new ShapeException(Name,
            $"{inputs[0].Shape} has {inputs[0].Shape.Count} elements, {Shape} has {Shape.Count}.",
            [("x", inputs[0], "")], "The numbers of elements must be equal; -1 for one axis works it out.");

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y) =>
        x[0].Data.CopyTo(y[0].Data, 0);

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => [dy[0]?.Reshape(node.Inputs[0].Shape)];

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        // Without allowzero an extent of zero would stand for that of the input.
        OnnxAttribute[] attributes = Shape.Count == 0 && graph.Opset >= 14 ? [("allowzero", 1)] : [];
        return [graph.Add("Reshape", [x[0], graph.Integers(Shape.Extents)], attributes)];
    }
}

/// <summary>The fluent forms of <see cref="Ops.Reshape"/>.</summary>
public static class ReshapeOp
{
    extension(Tensor x)
    {
        /// <summary>The same elements under other extents, one of which may be -1: what is left for it. Itself when
        /// the extents stay.</summary>
        public Tensor Reshape(ReadOnlySpan<int> extents)
        {
            var known = 1L;
            foreach (var extent in extents) known *= extent == -1 ? 1 : extent;
            var full = extents.ToArray();
            var open = Array.IndexOf(full, -1);
            if (open >= 0) full[open] = known == 0 ? 0 : (int)(x.Shape.Count / known);
            var shape = Shape.Create(full);
            return x.Shape == shape ? x : Tensor.Of(new Reshape { Shape = shape }, x);
        }

        /// <summary>Joins the axes from <paramref name="axis"/> on into one: <c>[N, C, H, W]</c> to
        /// <c>[N, C·H·W]</c>.</summary>
        public Tensor Flatten(int axis = 1)
        {
            var last = 1;
            foreach (var extent in x.Shape.Extents[axis..]) last *= extent;
            return x.Reshape([.. x.Shape.Extents[..axis], last]);
        }
    }
}
