namespace Vireo.Vision.Augment.Yaml;

/// <summary>Those that change values alone.</summary>
internal static partial class AugmentationKinds
{
    private static Form<Interval> Share => Forms.Interval(0, 1);

    private static Form<Interval> Factor => Forms.Interval(0, 100);

    private static Kind[] Colours() =>
    [
        Common(new Kind<ColorJitter>("color_jitter", new())
            .With("brightness", Factor, a => a.Brightness, (a, v) => a with { Brightness = v })
            .With("contrast", Factor, a => a.Contrast, (a, v) => a with { Contrast = v })
            .With("saturation", Factor, a => a.Saturation, (a, v) => a with { Saturation = v })
            .With("hue_turns", Forms.Interval(-0.5f, 0.5f), a => a.HueTurns, (a, v) => a with { HueTurns = v })),
        Common(new Kind<Gamma>("gamma", new())
            .With("power", Forms.Interval(0.01f, 100), a => a.Power, (a, v) => a with { Power = v })),
        Common(new Kind<AutoContrast>("auto_contrast", new())
            .With("cutoff", Forms.Interval(0, 49), a => a.Cutoff, (a, v) => a with { Cutoff = v })),
        Common(new Kind<Equalize>("equalize", new())),
        Common(new Kind<Clahe>("clahe", new())
            .With("clip_limit", Forms.Interval(0, 1000), a => a.ClipLimit, (a, v) => a with { ClipLimit = v })
            .With("tiles", Forms.Whole(1, 256), a => a.Tiles, (a, v) => a with { Tiles = v })),
        Common(new Kind<Invert>("invert", new())),
        Common(new Kind<ToGrey>("to_grey", new())),
        Common(new Kind<ChannelShuffle>("channel_shuffle", new())),
        Common(new Kind<Posterize>("posterize", new())
            .With("bits", Forms.Range(1, 8), a => a.Bits, (a, v) => a with { Bits = v })),
        Common(new Kind<Solarize>("solarize", new())
            .With("threshold", Forms.Range(0, 256), a => a.Threshold, (a, v) => a with { Threshold = v })),
        Common(new Kind<Sharpen>("sharpen", new())
            .With("factor", Factor, a => a.Factor, (a, v) => a with { Factor = v })),
    ];

    private static Kind[] Faults() =>
    [
        .. Blurs(), .. Weather(),
        Common(new Kind<GaussianNoise>("gaussian_noise", new())
            .With("sigma", Forms.Interval(0, 255), a => a.Sigma, (a, v) => a with { Sigma = v })
            .With("per_channel", Forms.Switch, a => a.PerChannel, (a, v) => a with { PerChannel = v })),
        Common(new Kind<IsoNoise>("iso_noise", new())
            .With("intensity", Share, a => a.Intensity, (a, v) => a with { Intensity = v })
            .With("hue_degrees", Forms.Interval(0, 180), a => a.HueDegrees, (a, v) => a with { HueDegrees = v })),
        Common(new Kind<SaltAndPepper>("salt_and_pepper", new())
            .With("fraction", Share, a => a.Fraction, (a, v) => a with { Fraction = v })
            .With("white_share", Share, a => a.WhiteShare, (a, v) => a with { WhiteShare = v })),
        Common(new Kind<JpegArtefacts>("jpeg_artefacts", new())
            .With("quality", Forms.Range(1, 100), a => a.Quality, (a, v) => a with { Quality = v })),
    ];

    private static Kind[] Blurs() =>
    [
        Common(new Kind<GaussianBlur>("gaussian_blur", new())
            .With("sigma", Forms.Interval(0.01f, 100), a => a.Sigma, (a, v) => a with { Sigma = v })),
        Common(new Kind<MedianBlur>("median_blur", new())
            .With("radius", Forms.Range(1, 50), a => a.Radius, (a, v) => a with { Radius = v })),
        Common(new Kind<MotionBlur>("motion_blur", new())
            .With("length", Forms.Interval(1, 200), a => a.Length, (a, v) => a with { Length = v })
            .With("degrees", Turn, a => a.Degrees, (a, v) => a with { Degrees = v })),
        Common(new Kind<Defocus>("defocus", new())
            .With("radius", Forms.Interval(0.01f, 100), a => a.Radius, (a, v) => a with { Radius = v })),
    ];

    private static Kind[] Weather() =>
    [
        Common(new Kind<Rain>("rain", new())
            .With("drops", Forms.Interval(0, 1000), a => a.Drops, (a, v) => a with { Drops = v })
            .With("length_fraction", Share, a => a.LengthFraction, (a, v) => a with { LengthFraction = v })
            .With("slant_degrees", Forms.Interval(-80, 80), a => a.SlantDegrees, (a, v) => a with { SlantDegrees = v })
            .With("darkness", Share, a => a.Darkness, (a, v) => a with { Darkness = v })),
        Common(new Kind<Fog>("fog", new())
            .With("density", Share, a => a.Density, (a, v) => a with { Density = v })),
        Common(new Kind<Shadow>("shadow", new())
            .With("darkness", Share, a => a.Darkness, (a, v) => a with { Darkness = v })
            .With("width_fraction", Forms.Interval(0, 10), a => a.WidthFraction, (a, v) => a with { WidthFraction = v })
            .With("softness_fraction", Forms.Number(0, 1), a => a.SoftnessFraction,
                (a, v) => a with { SoftnessFraction = v })),
    ];

    private static Kind[] Erasers() =>
    [
        Common(new Kind<Cutout>("cutout", new())
            .With("holes", Forms.Whole(0, 10_000), a => a.Holes, (a, v) => a with { Holes = v })
            .With("length", Forms.Whole(1, MostSide), a => a.Length, (a, v) => a with { Length = v })
            .With("fill", Forms.Colour, a => a.Fill, (a, v) => a with { Fill = v })),
        Common(new Kind<CoarseDropout>("coarse_dropout", new())
            .With("holes", Forms.Range(0, 10_000), a => a.Holes, (a, v) => a with { Holes = v })
            .With("height_fraction", Share, a => a.HeightFraction, (a, v) => a with { HeightFraction = v })
            .With("width_fraction", Share, a => a.WidthFraction, (a, v) => a with { WidthFraction = v })
            .With("fill", Forms.Colour, a => a.Fill, (a, v) => a with { Fill = v })),
        Common(new Kind<RandomErasing>("random_erasing", new())
            .With("area_fraction", Share, a => a.AreaFraction, (a, v) => a with { AreaFraction = v })
            .With("aspect", Forms.Interval(0.01f, 100), a => a.Aspect, (a, v) => a with { Aspect = v })
            .With("log_aspect", Forms.Switch, a => a.LogAspect, (a, v) => a with { LogAspect = v })
            .With("attempts", Forms.Whole(1, 10_000), a => a.Attempts, (a, v) => a with { Attempts = v })
            .With("mode", Forms.Choice(("constant", EraseFill.Constant), ("colour_noise", EraseFill.ColourNoise),
                ("pixel_noise", EraseFill.PixelNoise)), a => a.Mode, (a, v) => a with { Mode = v })
            .With("fill", Forms.Colour, a => a.Fill, (a, v) => a with { Fill = v })),
        Common(new Kind<HideAndSeek>("hide_and_seek", new())
            .With("hide_probability", Forms.Number(0, 1), a => a.HideProbability,
                (a, v) => a with { HideProbability = v })
            .With("fill", Forms.Colour, a => a.Fill, (a, v) => a with { Fill = v })),
        Common(new Kind<GridMask>("grid_mask", new())
            .With("period", Forms.Range(1, MostSide), a => a.Period, (a, v) => a with { Period = v })
            .With("ratio", Forms.Number(0, 1), a => a.Ratio, (a, v) => a with { Ratio = v })
            .With("degrees", Turn, a => a.Degrees, (a, v) => a with { Degrees = v })
            .With("inverted", Forms.Switch, a => a.Inverted, (a, v) => a with { Inverted = v })
            .With("fill", Forms.Colour, a => a.Fill, (a, v) => a with { Fill = v })),
    ];
}
