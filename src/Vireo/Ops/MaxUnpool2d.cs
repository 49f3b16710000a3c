using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Puts maxima back where they came from, among zeros; of several for one place the last stays. Inputs: x
/// <c>[N, C, h, w]</c>, places h·W + w in the plane (I32 or I64) of the same shape; output
/// <c>[N, C, Height, Width]</c>. A place of -1 is that of an empty window.</summary>
/// <remarks>Zeiler, Fergus 2014, arXiv:1311.2901.</remarks>
public sealed record MaxUnpool2d : Op
{
    /// <summary>Output height.</summary>
    public required int Height { get; init; }

    /// <summary>Output width.</summary>
    public required int Width { get; init; }

    /// <inheritdoc/>
    public override string Name => "max_unpool2d";

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Images;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var (x, places) = (inputs[0], inputs[1]);
        if (x.Shape.Rank != 4 || places.Shape != x.Shape || places.DType is not (DType.I32 or DType.I64))
        {
            throw new ShapeException(Name, "every number needs a place.",
                [("x", x, "N, C, h, w"), ("places", places, "N, C, h, w, I32 or I64")],
                "Pass the places that MaxPool2dWithPlaces gave for the same pooling.");
        }

        return [new([x.Shape[0], x.Shape[1], Height, Width], x.DType)];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var pooled = x[0].Shape[2] * x[0].Shape[3];
        for (var i = 0; i < x[0].Data.Length; i++)
        {
            var place = (long)x[1].Data[i];
            if (IsInside(place, Height, Width)) y[0].Data[(long)(i / pooled) * Height * Width + place] = x[0].Data[i];
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        [dy[0] is { } d ? MaxPool2dBackward.Pick(d, node.Inputs[1]) : null, null];

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        var s = node.Inputs[0].Shape;
        var flat = graph.Integers(s[0], s[1], s[2] * s[3]);
        // The place of an empty window, -1, counts from the end: it is one that is cut off again.
        var zeros = graph.Add("Expand",
            [graph.Scalar(0, node.Inputs[0].DType), graph.Integers(s[0], s[1], Height * Width + 1)]);
        var places = graph.Add("Reshape", [graph.Cast(x[1], DType.I64), flat]);
        var values = graph.Add("Reshape", [x[0], flat]);
        var planes = graph.Add("ScatterElements", [zeros, places, values], ("axis", 2L));
        var whole = graph.Add("Slice",
            [planes, graph.Integers(0), graph.Integers(Height * Width), graph.Integers(2)]);
        return [graph.Add("Reshape", [whole, graph.Integers(s[0], s[1], Height, Width)])];
    }

    /// <summary>Whether a place is one of the plane; false for that of an empty window.</summary>
    /// <exception cref="BadDataException">It is beyond the plane.</exception>
    internal static bool IsInside(long place, int height, int width) =>
        place >= -1 && place < (long)height * width
            ? place >= 0
            : throw Gather.OutOfRange(place, 0, [checked(height * width)]);
}

/// <summary>The fluent form of <see cref="Ops.MaxUnpool2d"/>.</summary>
public static class MaxUnpool2dOp
{
    extension(Tensor x)
    {
        /// <summary>Puts maxima back where they came from; see <see cref="Ops.MaxUnpool2d"/>.</summary>
        /// <param name="places">What <c>MaxPool2dWithPlaces</c> gave.</param>
        /// <param name="height">Height of the image that was pooled.</param>
        /// <param name="width">Its width.</param>
        /// <exception cref="ShapeException">The operands do not fit.</exception>
        public Tensor MaxUnpool2d(Tensor places, int height, int width) =>
            Tensor.Of(new MaxUnpool2d { Height = height, Width = width }, x, places);
    }
}
