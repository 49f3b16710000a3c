using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Turns axes around: <c>y[i] = x[last - i]</c> along each of them.</summary>
public sealed record Flip : Op
{
    /// <summary>The axes, from zero on, ascending.</summary>
    public required IntList Axes { get; init; }

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Follow;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        RequireAxes(inputs, [.. Axes]);
        return [inputs[0]];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (shape, strides) = (x[0].Shape, x[0].Shape.RowMajorStrides());
        var offset = 0L;
        foreach (var axis in Axes)
        {
            offset += (shape[axis] - 1) * strides[axis];
            strides[axis] = -strides[axis];
        }

        StridedLoop.Run(shape, strides, offset, x[0].Data, y[0].Data);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        [dy[0] is { } d ? Tensor.Of(this, d) : null];

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        var (starts, ends) = (new int[Axes.Count], new int[Axes.Count]);
        Array.Fill(starts, -1);
        Array.Fill(ends, int.MinValue);
        string[] inputs =
            [x[0], graph.Integers(starts), graph.Integers(ends), graph.Integers(Axes.Items), graph.Integers(starts)];
        return [graph.Add("Slice", inputs)];
    }
}

/// <summary>The fluent form of <see cref="Ops.Flip"/>.</summary>
public static class FlipOp
{
    extension(Tensor x)
    {
        /// <summary>Turns <paramref name="axes"/> around; negative ones count from the end.</summary>
        public Tensor Flip(params ReadOnlySpan<int> axes) => axes.Length == 0
            ? x
            : Tensor.Of(new Flip { Axes = ReduceOp.Normalise(x.Shape, axes) }, x);
    }
}
