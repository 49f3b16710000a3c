using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Adds columns up to images, the adjoint of <see cref="Unfold"/>: <c>[N, C·KH·KW, L]</c> to
/// <c>[N, C, H, W]</c>; what the windows have in common is summed.</summary>
public sealed record Fold : Op
{
    /// <summary>How the columns were taken.</summary>
    public required Unfold Forward { get; init; }

    /// <summary>Shape of the images.</summary>
    public required Shape Shape { get; init; }

    /// <inheritdoc/>
    public override string Name => "fold";

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var image = new TensorSpec(Shape, inputs[0].DType);
        var columns = Forward.Columns(image);
        return inputs[0].Shape == columns
            ? [image]
            : throw new ShapeException(Name, $"images {Shape} are made of columns {columns}.",
                [("x", inputs[0], "N, C·KH·KW, places")], "Give the window and the size they were taken with.");
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (columns, image) = (x[0].Data, y[0].Data);
        Unfold.Visit(Forward.Geometry(Shape), (pixel, entry) => image[pixel] += columns[entry]);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        [dy[0] is { } d ? Tensor.Of(Forward, d) : null];

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        // A transposed convolution whose filters each hold a single one adds every entry to its pixel.
        var (g, window) = (Forward.Geometry(Shape), Forward.KH * Forward.KW);
        var channels = g.C * window;
        var filters = new double[channels * window];
        for (var c = 0; c < channels; c++) filters[c * window + c % window] = 1;
        var spec = new TensorSpec([channels, 1, Forward.KH, Forward.KW], node.Inputs[0].DType);
        var planes = graph.Add("Reshape", [x[0], graph.Integers(g.N, channels, g.OH, g.OW)]);
        return
        [
            Conv2dBackwardData.OnnxNode(
                graph, [planes, graph.Constant(spec, filters)], new() { Window = Forward.Window, Groups = g.C },
                (g.OH, g.OW), (g.KH, g.KW), (g.H, g.W)),
        ];
    }
}

/// <summary>The fluent form of <see cref="Ops.Fold"/>.</summary>
public static class FoldOp
{
    extension(Tensor x)
    {
        /// <summary>Adds columns up to images of a size; see <see cref="Ops.Fold"/>.</summary>
        /// <exception cref="ShapeException">The columns are not those of such images.</exception>
        public Tensor Fold(int height, int width, int kernelH, int kernelW, Window2d window)
        {
            var s = x.Shape;
            if (s.Rank != 3 || s[1] % Math.Max(1, kernelH * kernelW) != 0)
            {
                throw new ShapeException("fold", $"no columns of {kernelH} x {kernelW} windows.",
                    [("x", x.Spec, "N, C·KH·KW, places")], "The second axis must be a multiple of its pixels.");
            }

            var forward = new Unfold { KH = kernelH, KW = kernelW, Window = window };
            return Tensor.Of(
                new Fold { Forward = forward, Shape = [s[0], s[1] / (kernelH * kernelW), height, width] }, x);
        }
    }
}
