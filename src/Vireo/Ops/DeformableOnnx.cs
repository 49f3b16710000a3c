using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Deformable convolution in operator sets that have no node for it: the samples by <c>GridSample</c>, one
/// long picture with all taps below each other, and a pointwise convolution of them.</summary>
internal static class DeformableOnnx
{
    /// <summary>Writes the nodes.</summary>
    /// <returns>The name of the result.</returns>
    public static string Sampled(OnnxGraph graph, DeformableConv2d op, Node node, string[] x, string bias)
    {
        var g = op.Geometry(node.Inputs[0].Shape, node.Inputs[2].Shape);
        var (groups, taps, type) = (op.OffsetGroups, op.KH * op.KW, node.Inputs[0].DType);
        string Shaped(string tensor, params ReadOnlySpan<int> extents) =>
            graph.Add("Reshape", [tensor, graph.Integers(extents)]);

        // A pixel's middle lies at (2 x + 1) / W - 1.
        var moves = Shaped(x[1], g.N * groups, taps, 2, g.OH, g.OW);
        string Along(int axis, double extent)
        {
            var places = Places(op, g.OH, g.OW, axis);
            var start = graph.Constant(
                new([taps, g.OH, g.OW], type), Array.ConvertAll(places, p => (2 * p + 1) / extent - 1));
            var own = graph.Add("Gather", [moves, graph.Scalar(axis, DType.I64)], ("axis", 2));
            var scaled = graph.Add("Mul", [own, graph.Scalar(2 / extent, type)]);
            return graph.Add("Unsqueeze", [graph.Add("Add", [scaled, start]), graph.Integers(4)]);
        }

        var (down, across) = (Along(0, g.H), Along(1, g.W));
        var grid = Shaped(
            graph.Add("Concat", [across, down], ("axis", 4L)), g.N * groups, taps * g.OH, g.OW, 2);
        var images = Shaped(x[0], g.N * groups, g.C / groups, g.H, g.W);
        var samples = graph.Add("GridSample", [images, grid],
            ("mode", graph.Opset < 20 ? "bilinear" : "linear"), ("padding_mode", "zeros"), ("align_corners", 0L));
        if (op.HasMask)
        {
            samples = graph.Add("Mul", [samples, Shaped(x[3], g.N * groups, 1, taps * g.OH, g.OW)]);
        }

        var columns = Shaped(samples, g.N, g.C * taps, g.OH, g.OW);
        var weight = Shaped(x[2], g.O, g.C / op.Groups * taps, 1, 1);
        string[] operands = bias.Length == 0 ? [columns, weight] : [columns, weight, bias];
        return graph.Add("Conv", operands, ("group", (long)op.Groups));
    }

    /// <summary>Where the taps lie before they are moved, in y (axis 0) or x.</summary>
    private static double[] Places(DeformableConv2d op, int height, int width, int axis)
    {
        var window = op.Window;
        var places = new double[op.KH * op.KW * height * width];
        for (var i = 0; i < places.Length; i++)
        {
            var (tap, row, column) = (i / (height * width), i / width % height, i % width);
            places[i] = axis == 0
                ? row * window.StrideH - window.PadTop + tap / op.KW * window.DilationH
                : column * window.StrideW - window.PadLeft + tap % op.KW * window.DilationW;
        }

        return places;
    }
}
