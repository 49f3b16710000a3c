using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Resampling of images: input <c>[N, C, H, W]</c>, output <c>[N, C, Height, Width]</c>. Places outside the
/// image are read from its border.</summary>
/// <remarks>Rules and names are those of ONNX's <c>Resize</c>. Keys 1981, "Cubic convolution interpolation for
/// digital image processing".</remarks>
public sealed record Resize2d : Separable2dOp
{
    /// <summary>Output height.</summary>
    public required int Height { get; init; }

    /// <summary>Output width.</summary>
    public required int Width { get; init; }

    /// <summary>How many pixels take part.</summary>
    public ResizeMode Mode { get; init; } = ResizeMode.Linear;

    /// <summary>Where a pixel is read.</summary>
    public ResizeCoordinates Coordinates { get; init; }

    /// <summary>With <see cref="ResizeMode.Nearest"/>: which pixel a place means.</summary>
    public NearestRounding Rounding { get; init; }

    /// <summary>With <see cref="ResizeMode.Cubic"/>: slope of the kernel at distance one.</summary>
    public double CubicCoefficient { get; init; } = -0.75;

    /// <summary>Whether pixels outside the image are left out instead of taken from its border.</summary>
    public bool ExcludeOutside { get; init; }

    /// <summary>Whether the kernel is stretched when the image shrinks, so that every pixel counts; linear and
    /// cubic.</summary>
    public bool Antialias { get; init; }

    /// <summary>Height of the output over that of the input, where coordinates are to follow it; zero for the quotient
    /// of the extents.</summary>
    public double ScaleH { get; init; }

    /// <summary>Width of the output over that of the input, where coordinates are to follow it; zero for the quotient
    /// of the extents.</summary>
    public double ScaleW { get; init; }

    /// <inheritdoc/>
    public override string Name => "resize";

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var x = inputs[0];
        if (x.Shape.Rank != 4)
        {
            throw new ShapeException(Name, "images have four axes.", [("x", x, "N, C, H, W")], "Add the missing axes.");
        }

        if (x.Shape[2] == 0 || x.Shape[3] == 0 || Height < 1 || Width < 1)
        {
            throw new ShapeException(Name, $"[{x.Shape[2]}, {x.Shape[3]}] cannot become [{Height}, {Width}].",
                [("x", x, "N, C, H, W")], "Both sizes need at least one pixel; a scale may be too small.");
        }

        return [new([x.Shape[0], x.Shape[1], Height, Width], x.DType)];
    }

    /// <inheritdoc/>
    internal override (Taps Rows, Taps Columns) Maps(Shape x) =>
        (ResizeTaps.Of(this, x[2], Height, ScaleH), ResizeTaps.Of(this, x[3], Width, ScaleW));

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        var shape = node.Inputs[0].Shape;
        var isOurs = Antialias || (Coordinates == ResizeCoordinates.HalfPixelSymmetric && graph.Opset < 19);
        var (high, wide) = (Scale(ScaleH, shape[2], Height), Scale(ScaleW, shape[3], Width));
        var byScale = ScaleH > 0 || ScaleW > 0;
        if (isOurs || (byScale && !(Gives(shape[2], high, Height) && Gives(shape[3], wide, Width))))
        {
            return [OnnxProducts(graph, node, x[0])];
        }

        OnnxAttribute[] attributes =
        [
            ("mode", Mode switch { ResizeMode.Nearest => "nearest", ResizeMode.Linear => "linear", _ => "cubic" }),
            ("coordinate_transformation_mode", Coordinates switch
            {
                ResizeCoordinates.HalfPixel => "half_pixel",
                ResizeCoordinates.HalfPixelSymmetric => "half_pixel_symmetric",
                ResizeCoordinates.PytorchHalfPixel => "pytorch_half_pixel",
                ResizeCoordinates.AlignCorners => "align_corners",
                _ => "asymmetric",
            }),
            ("nearest_mode", Rounding switch
            {
                NearestRounding.RoundPreferFloor => "round_prefer_floor",
                NearestRounding.RoundPreferCeiling => "round_prefer_ceil",
                NearestRounding.Floor => "floor",
                _ => "ceil",
            }),
            ("cubic_coeff_a", CubicCoefficient), ("exclude_outside", ExcludeOutside ? 1L : 0L),
        ];
        return byScale
            ? [graph.Add("Resize", [x[0], "", graph.Constant(new([4], DType.F32), 1, 1, high, wide)], attributes)]
            : [graph.Add("Resize", [x[0], "", "", graph.Integers(shape[0], shape[1], Height, Width)], attributes)];
    }

    private static double Scale(double given, int inputs, int outputs) => given > 0 ? given : (double)outputs / inputs;

    /// <summary>Whether ONNX, which holds scales in single precision, comes to the same extent.</summary>
    private static bool Gives(int inputs, double scale, int outputs) =>
        (int)MathF.Floor(inputs * (float)scale) == outputs;
}
