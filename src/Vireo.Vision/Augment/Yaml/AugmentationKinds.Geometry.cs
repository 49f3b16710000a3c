using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment.Yaml;

/// <summary>Those that move pixels.</summary>
internal static partial class AugmentationKinds
{
    // Properties, because the fields of partial classes are set in no certain order.
    private static ImageSize Unset => new(1, 1);

    private static Form<Interval> Turn => Forms.Interval(-3600, 3600);

    private static Kind[] Geometric() =>
    [
        .. Crops(), .. Warps(),
        Moving(new Kind<HorizontalFlip>("horizontal_flip", new())
            .With("pairs", Forms.Pairs, a => a.Pairs, (a, v) => a with { Pairs = v })),
        Moving(new Kind<VerticalFlip>("vertical_flip", new())
            .With("pairs", Forms.Pairs, a => a.Pairs, (a, v) => a with { Pairs = v })),
        Moving(new Kind<Expand>("expand", new())
            .With("ratio", Forms.Interval(1, 16), a => a.Ratio, (a, v) => a with { Ratio = v })
            .With("fill", Forms.Colour, a => a.Fill, (a, v) => a with { Fill = v })),
        Moving(new Kind<Letterbox>("letterbox", new() { Size = Unset })
            .With("size", Forms.Size, a => a.Size, (a, v) => a with { Size = v }, required: true)
            .With("fill", Forms.Colour, a => a.Fill, (a, v) => a with { Fill = v })
            .With("enlarge", Forms.Switch, a => a.Enlarge, (a, v) => a with { Enlarge = v })
            .With("any_place", Forms.Switch, a => a.AnyPlace, (a, v) => a with { AnyPlace = v })),
        Moving(new Kind<Stretch>("stretch", new() { Size = Unset })
            .With("size", Forms.Size, a => a.Size, (a, v) => a with { Size = v }, required: true)),
        Moving(new Kind<Pad>("pad", new() { Padding = default })
            .With("padding", PaddingForm.Instance, a => a.Padding, (a, v) => a with { Padding = v }, required: true)),
    ];

    private static Kind[] Crops() =>
    [
        Moving(new Kind<RandomResizedCrop>("random_resized_crop", new() { Size = Unset })
            .With("size", Forms.Size, a => a.Size, (a, v) => a with { Size = v }, required: true)
            .With("area_fraction", Forms.Interval(0.0001f, 1), a => a.AreaFraction,
                (a, v) => a with { AreaFraction = v })
            .With("aspect", Forms.Interval(0.01f, 100), a => a.Aspect, (a, v) => a with { Aspect = v })),
        Moving(new Kind<RandomCrop>("random_crop", new() { Size = Unset })
            .With("size", Forms.Size, a => a.Size, (a, v) => a with { Size = v }, required: true)
            .With("padding", Forms.Whole(0, MostSide), a => a.Padding, (a, v) => a with { Padding = v })
            .With("border", Forms.Border, a => a.Border, (a, v) => a with { Border = v })
            .With("value", Forms.Whole(0, 255), a => a.Value, (a, v) => a with { Value = (byte)v })),
        Moving(new Kind<IouCrop>("iou_crop", new())
            .With("scale", Forms.Interval(0.01f, 1), a => a.Scale, (a, v) => a with { Scale = v })
            .With("aspect", Forms.Interval(0.01f, 100), a => a.Aspect, (a, v) => a with { Aspect = v })
            .With("thresholds", Forms.Numbers, a => a.Thresholds, (a, v) => a with { Thresholds = v })
            .With("all", Forms.Switch, a => a.All, (a, v) => a with { All = v })
            .With("attempts", Forms.Whole(1, 1000), a => a.Attempts, (a, v) => a with { Attempts = v })),
    ];

    private static Kind[] Warps() =>
    [
        Moving(new Kind<Rotate>("rotate", new())
            .With("degrees", Turn, a => a.Degrees, (a, v) => a with { Degrees = v })
            .With("grow", Forms.Switch, a => a.Grow, (a, v) => a with { Grow = v })
            .With("border", Forms.Border, a => a.Border, (a, v) => a with { Border = v })
            .With("fill", Forms.Colour, a => a.Fill, (a, v) => a with { Fill = v })),
        Moving(new Kind<Affine>("affine", new())
            .With("degrees", Turn, a => a.Degrees, (a, v) => a with { Degrees = v })
            .With("scale", Forms.Interval(0.01f, 100), a => a.Scale, (a, v) => a with { Scale = v })
            .With("shear_x_degrees", Forms.Interval(-80, 80), a => a.ShearXDegrees,
                (a, v) => a with { ShearXDegrees = v })
            .With("shear_y_degrees", Forms.Interval(-80, 80), a => a.ShearYDegrees,
                (a, v) => a with { ShearYDegrees = v })
            .With("shift_x_fraction", Forms.Interval(-10, 10), a => a.ShiftXFraction,
                (a, v) => a with { ShiftXFraction = v })
            .With("shift_y_fraction", Forms.Interval(-10, 10), a => a.ShiftYFraction,
                (a, v) => a with { ShiftYFraction = v })
            .With("border", Forms.Border, a => a.Border, (a, v) => a with { Border = v })
            .With("fill", Forms.Colour, a => a.Fill, (a, v) => a with { Fill = v })),
        Moving(new Kind<Perspective>("perspective", new())
            .With("distortion", Forms.Interval(0, 0.99f), a => a.Distortion, (a, v) => a with { Distortion = v })
            .With("border", Forms.Border, a => a.Border, (a, v) => a with { Border = v })
            .With("fill", Forms.Colour, a => a.Fill, (a, v) => a with { Fill = v })),
        Moving(new Kind<ElasticDistortion>("elastic_distortion", new())
            .With("strength_fraction", Forms.Interval(0, 10), a => a.StrengthFraction,
                (a, v) => a with { StrengthFraction = v })
            .With("smooth_fraction", Forms.Number(0.001f, 1), a => a.SmoothFraction,
                (a, v) => a with { SmoothFraction = v })
            .With("border", Forms.Border, a => a.Border, (a, v) => a with { Border = v })
            .With("fill", Forms.Colour, a => a.Fill, (a, v) => a with { Fill = v })),
        Moving(new Kind<GridDistortion>("grid_distortion", new())
            .With("cells", Forms.Whole(1, 1000), a => a.Cells, (a, v) => a with { Cells = v })
            .With("strength", Forms.Interval(0, 0.99f), a => a.Strength, (a, v) => a with { Strength = v })),
    ];

    private static Kind<T> Moving<T>(Kind<T> kind)
        where T : GeometricAugmentation => Common(kind)
            .With("interpolation", Forms.Interpolation, a => a.Interpolation,
                (a, v) => (T)((GeometricAugmentation)a with { Interpolation = v }))
            .With("anti_alias", Forms.Switch, a => a.AntiAlias,
                (a, v) => (T)((GeometricAugmentation)a with { AntiAlias = v }))
            .With("least_share", Forms.Number(0, 1), a => a.LeastShare,
                (a, v) => (T)((GeometricAugmentation)a with { LeastShare = v }))
            .With("tightening", Forms.Tightening, a => a.Tightening,
                (a, v) => (T)((GeometricAugmentation)a with { Tightening = v }));
}
