namespace Vireo.Vision.Augment.Yaml;

/// <summary>The table of all sorts of augmentation: a new one adds its keys here.</summary>
internal static partial class AugmentationKinds
{
    private const int MostSide = 16_384;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Kind> All { get; } =
        [.. Compositions(), .. Policies(), .. Geometric(), .. Colours(), .. Faults(), .. Erasers()];

    private static Kind[] Compositions() =>
    [
        Common(new Kind<Sequence>("sequence", new())
            .WithSteps("steps", a => a.Steps, (a, v) => a with { Steps = v })),
        Common(new Kind<OneOf>("one_of", new())
            .WithSteps("choices", a => a.Choices, (a, v) => a with { Choices = v })
            .With("weights", Forms.Numbers, a => a.Weights, (a, v) => v.Count == 0 || v.Count == a.Choices.Count
                ? a with { Weights = v }
                : throw new ArgumentException($"give one weight for each of the {a.Choices.Count} choices"))
        ),
        Common(new Kind<SomeOf>("some_of", new())
            .WithSteps("choices", a => a.Choices, (a, v) => a with { Choices = v })
            .With("count", Forms.Range(0, 1000), a => a.Count, (a, v) => a with { Count = v })
            .With("any_order", Forms.Switch, a => a.AnyOrder, (a, v) => a with { AnyOrder = v })),
    ];

    private static Kind[] Policies() =>
    [
        Policy(new Kind<AutoAugment>("auto_augment", new())
            .With("policy", Forms.Choice(("image_net", AutoAugmentPolicy.ImageNet),
                ("cifar10", AutoAugmentPolicy.Cifar10), ("house_numbers", AutoAugmentPolicy.HouseNumbers)),
                a => a.Policy, (a, v) => a with { Policy = v })),
        Policy(new Kind<RandAugment>("rand_augment", new())
            .With("layers", Forms.Whole(0, 100), a => a.Layers, (a, v) => a with { Layers = v })
            .With("magnitude", Forms.Number(0, 10), a => a.Magnitude, (a, v) => a with { Magnitude = v })),
        Policy(new Kind<TrivialAugment>("trivial_augment", new())),
        Policy(new Kind<AugMix>("aug_mix", new())
            .With("width", Forms.Whole(1, 100), a => a.Width, (a, v) => a with { Width = v })
            .With("depth", Forms.Whole(0, 100), a => a.Depth, (a, v) => a with { Depth = v })
            .With("severity", Forms.Number(0, 10), a => a.Severity, (a, v) => a with { Severity = v })
            .With("alpha", Forms.Number(0.001f, 1000), a => a.Alpha, (a, v) => a with { Alpha = v })
            .With("all_operations", Forms.Switch, a => a.AllOperations, (a, v) => a with { AllOperations = v })),
    ];

    private static Kind<T> Common<T>(Kind<T> kind)
        where T : Augmentation => kind.With("probability", Forms.Number(0, 1), a => a.Probability,
            (a, v) => (T)((Augmentation)a with { Probability = v }));

    private static Kind<T> Policy<T>(Kind<T> kind)
        where T : PolicyAugmentation => Common(kind)
            .With("interpolation", Forms.Choice(("nearest", Imaging.Interpolation.Nearest),
                ("bilinear", Imaging.Interpolation.Bilinear), ("bicubic", Imaging.Interpolation.Bicubic),
                ("lanczos", Imaging.Interpolation.Lanczos)), a => a.Interpolation,
                (a, v) => (T)((PolicyAugmentation)a with { Interpolation = v }))
            .With("fill", Forms.Colour, a => a.Fill, (a, v) => (T)((PolicyAugmentation)a with { Fill = v }))
            .With("least_share", Forms.Number(0, 1), a => a.LeastShare,
                (a, v) => (T)((PolicyAugmentation)a with { LeastShare = v }))
            .With("tightening", Forms.Tightening, a => a.Tightening,
                (a, v) => (T)((PolicyAugmentation)a with { Tightening = v }));
}
