using Vireo.Ops.Onnx;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>Scaling the shorter side and cutting out the middle, as an ONNX graph over pictures of any size: the
/// weights of <see cref="Resampler"/> are worked out by nodes from the picture's extents, and two products with them do
/// the rest.</summary>
/// <remarks>ONNX's own <c>Resize</c> has no antialiasing before set 18, and leaves rounding to the runtime. Here every
/// number is exact: weights are whole multiples of 2^-22, sums of 8-bit pixels by them stay below 2^53.</remarks>
internal sealed class OnnxResize(OnnxGraph graph, ResizeAndCentreCrop view)
{
    private const double Unit = 1 << 22;

    /// <summary>Appends the nodes.</summary>
    /// <param name="image">Name of a U8 value <c>[N, H, W, 3]</c>.</param>
    /// <returns>Name of the F64 value <c>[N, 3, Size, Size]</c>, whole numbers from 0 to 255.</returns>
    public string Append(string image)
    {
        var shape = graph.Add("Shape", image);
        var (height, width) = (Extent(shape, 1), Extent(shape, 2));
        var shorter = graph.Add("Min", [height, width]);
        var columns = graph.Add("Transpose", Weights(width, shorter), ("perm", new long[] { 1, 0 }));
        var planes = graph.Add("Transpose", image, ("perm", new long[] { 0, 3, 1, 2 }));
        if (view.Interpolation == Interpolation.Nearest)
        {
            var wide = graph.Add("Gather", [planes, Places(width, shorter)], ("axis", 3));
            return graph.Add("Gather", [wide, Places(height, shorter)], ("axis", 2));
        }

        // Columns first and rounded in between, as in Resampler.
        var between = Rounded(graph.Add("MatMul", [graph.Cast(planes, DType.F64), columns]));
        return Rounded(graph.Add("MatMul", [Weights(height, shorter), between]));
    }

    private string Extent(string shape, int axis) => graph.Add("Gather", [shape, graph.Scalar(axis, DType.I64)]);

    private string Number(double value) => graph.Scalar(value, DType.F64);

    /// <summary><c>⌊(x + 2^21) / 2^22⌋</c>, limited to 8 bits.</summary>
    private string Rounded(string sums)
    {
        var moved = graph.Add("Add", [sums, Number(Unit / 2)]);
        var whole = graph.Add("Floor", graph.Add("Mul", [moved, Number(1 / Unit)]));
        return graph.Add("Clip", [whole, Number(0), Number(255)]);
    }

    /// <summary>Weights <c>[Size, length]</c> of one axis, as <see cref="ResizeTable"/> makes them for an antialiased
    /// filter; its curve ends where the table does, so nothing has to be cut off.</summary>
    private string Weights(string length, string shorter)
    {
        var target = Target(length, shorter);
        var scale = graph.Add("Div", [graph.Cast(length, DType.F64), target]);
        var stretch = graph.Add("Max", [scale, Number(1)]);
        var place = graph.Add("Add", [Wanted(target, [view.Size, 1]), Number(0.5)]);
        var centre = graph.Add("Mul", [place, scale]);

        var zero = graph.Scalar(0, DType.I64);
        var source = graph.Cast(graph.Add("Range", [zero, length, graph.Scalar(1, DType.I64)]), DType.F64);
        var distance = graph.Add("Add", [graph.Add("Sub", [source, centre]), Number(0.5)]);
        var curve = new OnnxFilter(graph).Append(graph.Add("Div", [distance, stretch]), view.Interpolation);
        if (view.Interpolation == Interpolation.Box)
            curve = graph.Add("Mul", [curve, Within(source, centre, stretch)]);
        var weights = graph.Add("Div", [curve, graph.Reduce("ReduceSum", curve, [1], keepAxes: true)]);
        var units = graph.Add("Mul", [weights, Number(Unit)]);
        if (!OnnxFilter.DipsBelowZero(view.Interpolation))
            return graph.Add("Floor", graph.Add("Add", [units, Number(0.5)]));
        // Halves go away from zero.
        var whole = graph.Add("Floor", graph.Add("Add", [graph.Add("Abs", units), Number(0.5)]));
        return graph.Add("Mul", [graph.Add("Sign", units), whole]);
    }

    /// <summary>One for the sources that the table has, which the rounding of a step decides on.</summary>
    private string Within(string source, string centre, string stretch)
    {
        var radius = graph.Add("Mul", [Number(ResizeFilter.Radius(Interpolation.Box, antiAlias: true)), stretch]);
        string Bound(string side) =>
            graph.Add("Floor", graph.Add("Add", [graph.Add(side, [centre, radius]), Number(0.5)]));
        string Below(string bound) => graph.Cast(graph.Add("Less", [source, bound]), DType.F64);
        return graph.Add("Sub", [Below(Bound("Add")), Below(Bound("Sub"))]);
    }

    /// <summary>Extent of one axis after scaling: the longer side is cut to whole pixels, as ImageResize
    /// does.</summary>
    private string Target(string length, string shorter)
    {
        var scaled = graph.Add("Div",
            [graph.Add("Mul", [length, graph.Scalar(view.ShorterSide, DType.I64)]), shorter]);
        return graph.Cast(scaled, DType.F64);
    }

    /// <summary>The places that are wanted of it: the crop begins where CentreCrop does.</summary>
    private string Wanted(string target, Shape shape)
    {
        var spare = graph.Add("Sub", [target, Number(view.Size)]);
        var first = graph.Add("Round", graph.Add("Div", [spare, Number(2)]));
        return graph.Add("Add",
            [first, graph.Constant(new(shape, DType.F64), [.. Enumerable.Range(0, view.Size)])]);
    }

    /// <summary>Source positions <c>[Size]</c> of one axis, as OpenCV's nearest takes them.</summary>
    private string Places(string length, string shorter)
    {
        var target = Target(length, shorter);
        var source = graph.Cast(length, DType.F64);
        var scale = graph.Add("Div", [Number(1), graph.Add("Div", [target, source])]);
        var place = graph.Add("Floor", graph.Add("Mul", [Wanted(target, [view.Size]), scale]));
        return graph.Cast(graph.Add("Min", [place, graph.Add("Sub", [source, Number(1)])]), DType.I64);
    }
}
