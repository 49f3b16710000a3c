using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Padding of images with what is in them: input <c>[N, C, H, W]</c>, output
/// <c>[N, C, H + Top + Bottom, W + Left + Right]</c>. Negative numbers crop.</summary>
public sealed record PadImage : Separable2dOp
{
    /// <summary>What the padding is filled with; not a constant.</summary>
    public required PadMode Mode { get; init; }

    /// <summary>Rows above.</summary>
    public int Top { get; init; }

    /// <summary>Columns to the left.</summary>
    public int Left { get; init; }

    /// <summary>Rows below.</summary>
    public int Bottom { get; init; }

    /// <summary>Columns to the right.</summary>
    public int Right { get; init; }

    /// <inheritdoc/>
    public override string Name => "pad";

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var x = inputs[0];
        if (x.Shape.Rank != 4 || Mode == PadMode.Constant)
        {
            throw new ShapeException(Name, "this padding is for images and takes no constant.",
                [("x", x, "N, C, H, W")], "Use the fluent form Pad, which knows all cases.");
        }

        Require(x, x.Shape[2], Top, Bottom);
        Require(x, x.Shape[3], Left, Right);
        return [new([x.Shape[0], x.Shape[1], x.Shape[2] + Top + Bottom, x.Shape[3] + Left + Right], x.DType)];
    }

    /// <inheritdoc/>
    internal override (Taps Rows, Taps Columns) Maps(Shape x) =>
        (Map(x[2], Top, Bottom), Map(x[3], Left, Right));

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        var wraps = Mode == PadMode.Circular;
        if (Math.Min(Math.Min(Top, Bottom), Math.Min(Left, Right)) < 0 || (wraps && graph.Opset < 19))
        {
            return [OnnxProducts(graph, node, x[0])];
        }

        var mode = Mode switch { PadMode.Reflect => "reflect", PadMode.Replicate => "edge", _ => "wrap" };
        return [graph.Add("Pad", [x[0], graph.Integers(0, 0, Top, Left, 0, 0, Bottom, Right)], ("mode", mode))];
    }

    private void Require(TensorSpec x, int extent, int before, int after)
    {
        var most = Mode switch
        {
            PadMode.Reflect => extent - 1,
            PadMode.Circular => extent + Math.Min(before, 0) + Math.Min(after, 0),
            _ => extent == 0 ? 0 : int.MaxValue,
        };
        if (before > most || after > most || extent + before + after < 1)
        {
            throw new ShapeException(Name, $"{before} before and {after} after do not go with an extent of {extent}.",
                [("x", x, "N, C, H, W")],
                $"{Mode} padding takes at most {most} here, and one pixel must be left of what is cropped.");
        }
    }

    private Taps Map(int inputs, int before, int after) => new(
        inputs, inputs + before + after, o => [(Mode switch
        {
            PadMode.Reflect => Reflected(o - before, inputs),
            PadMode.Circular => Wrapped(o, inputs, before, after),
            _ => Math.Clamp(o - before, 0, inputs - 1),
        }, 1)]);

    private static int Reflected(int place, int extent)
    {
        var mirrored = Math.Abs(place);
        return mirrored < extent ? mirrored : 2 * (extent - 1) - mirrored;
    }

    /// <summary>What is cropped goes first: only the rest is repeated.</summary>
    private static int Wrapped(int o, int inputs, int before, int after)
    {
        var start = Math.Max(0, -before);
        var length = inputs - start - Math.Max(0, -after);
        return start + (o - Math.Max(0, before) + length) % length;
    }
}
