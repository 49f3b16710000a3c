namespace Vireo.Vision.Augment;

/// <summary>The policies that the authors of AutoAugment found, 25 pairs of operations each.</summary>
/// <remarks>Cubuk et al. 2018, arXiv:1805.09501, tables 7 to 9.</remarks>
public static class AutoAugmentPolicies
{
    /// <summary>Found on ImageNet. It should not be assumed to suit another kind of pictures; see
    /// <see cref="RandAugment"/>.</summary>
    public static IReadOnlyList<(PolicyStep First, PolicyStep Second)> ImageNet { get; } =
    [
        (new(PolicyOp.Posterize, 0.4f, 8), new(PolicyOp.Rotate, 0.6f, 9)),
        (new(PolicyOp.Solarize, 0.6f, 5), new(PolicyOp.AutoContrast, 0.6f, 5)),
        (new(PolicyOp.Equalize, 0.8f, 8), new(PolicyOp.Equalize, 0.6f, 3)),
        (new(PolicyOp.Posterize, 0.6f, 7), new(PolicyOp.Posterize, 0.6f, 6)),
        (new(PolicyOp.Equalize, 0.4f, 7), new(PolicyOp.Solarize, 0.2f, 4)),
        (new(PolicyOp.Equalize, 0.4f, 4), new(PolicyOp.Rotate, 0.8f, 8)),
        (new(PolicyOp.Solarize, 0.6f, 3), new(PolicyOp.Equalize, 0.6f, 7)),
        (new(PolicyOp.Posterize, 0.8f, 5), new(PolicyOp.Equalize, 1, 2)),
        (new(PolicyOp.Rotate, 0.2f, 3), new(PolicyOp.Solarize, 0.6f, 8)),
        (new(PolicyOp.Equalize, 0.6f, 8), new(PolicyOp.Posterize, 0.4f, 6)),
        (new(PolicyOp.Rotate, 0.8f, 8), new(PolicyOp.Colour, 0.4f, 0)),
        (new(PolicyOp.Rotate, 0.4f, 9), new(PolicyOp.Equalize, 0.6f, 2)),
        (new(PolicyOp.Equalize, 0, 7), new(PolicyOp.Equalize, 0.8f, 8)),
        (new(PolicyOp.Invert, 0.6f, 4), new(PolicyOp.Equalize, 1, 8)),
        (new(PolicyOp.Colour, 0.6f, 4), new(PolicyOp.Contrast, 1, 8)),
        (new(PolicyOp.Rotate, 0.8f, 8), new(PolicyOp.Colour, 1, 2)),
        (new(PolicyOp.Colour, 0.8f, 8), new(PolicyOp.Solarize, 0.8f, 7)),
        (new(PolicyOp.Sharpness, 0.4f, 7), new(PolicyOp.Invert, 0.6f, 8)),
        (new(PolicyOp.ShearX, 0.6f, 5), new(PolicyOp.Equalize, 1, 9)),
        (new(PolicyOp.Colour, 0.4f, 0), new(PolicyOp.Equalize, 0.6f, 3)),
        (new(PolicyOp.Equalize, 0.4f, 7), new(PolicyOp.Solarize, 0.2f, 4)),
        (new(PolicyOp.Solarize, 0.6f, 5), new(PolicyOp.AutoContrast, 0.6f, 5)),
        (new(PolicyOp.Invert, 0.6f, 4), new(PolicyOp.Equalize, 1, 8)),
        (new(PolicyOp.Colour, 0.6f, 4), new(PolicyOp.Contrast, 1, 8)),
        (new(PolicyOp.Equalize, 0.8f, 8), new(PolicyOp.Equalize, 0.6f, 3)),
    ];

    /// <summary>Found on CIFAR-10.</summary>
    public static IReadOnlyList<(PolicyStep First, PolicyStep Second)> Cifar10 { get; } =
    [
        (new(PolicyOp.Invert, 0.1f, 0), new(PolicyOp.Contrast, 0.2f, 6)),
        (new(PolicyOp.Rotate, 0.7f, 2), new(PolicyOp.TranslateX, 0.3f, 9)),
        (new(PolicyOp.Sharpness, 0.8f, 1), new(PolicyOp.Sharpness, 0.9f, 3)),
        (new(PolicyOp.ShearY, 0.5f, 8), new(PolicyOp.TranslateY, 0.7f, 9)),
        (new(PolicyOp.AutoContrast, 0.5f, 0), new(PolicyOp.Equalize, 0.9f, 0)),
        (new(PolicyOp.ShearY, 0.2f, 7), new(PolicyOp.Posterize, 0.3f, 7)),
        (new(PolicyOp.Colour, 0.4f, 3), new(PolicyOp.Brightness, 0.6f, 7)),
        (new(PolicyOp.Sharpness, 0.3f, 9), new(PolicyOp.Brightness, 0.7f, 9)),
        (new(PolicyOp.Equalize, 0.6f, 0), new(PolicyOp.Equalize, 0.5f, 0)),
        (new(PolicyOp.Contrast, 0.6f, 7), new(PolicyOp.Sharpness, 0.6f, 5)),
        (new(PolicyOp.Colour, 0.7f, 7), new(PolicyOp.TranslateX, 0.5f, 8)),
        (new(PolicyOp.Equalize, 0.3f, 0), new(PolicyOp.AutoContrast, 0.4f, 0)),
        (new(PolicyOp.TranslateY, 0.4f, 3), new(PolicyOp.Sharpness, 0.2f, 6)),
        (new(PolicyOp.Brightness, 0.9f, 6), new(PolicyOp.Colour, 0.2f, 8)),
        (new(PolicyOp.Solarize, 0.5f, 2), new(PolicyOp.Invert, 0, 0)),
        (new(PolicyOp.Equalize, 0.2f, 0), new(PolicyOp.AutoContrast, 0.6f, 0)),
        (new(PolicyOp.Equalize, 0.2f, 0), new(PolicyOp.Equalize, 0.6f, 0)),
        (new(PolicyOp.Colour, 0.9f, 9), new(PolicyOp.Equalize, 0.6f, 0)),
        (new(PolicyOp.AutoContrast, 0.8f, 0), new(PolicyOp.Solarize, 0.2f, 8)),
        (new(PolicyOp.Brightness, 0.1f, 3), new(PolicyOp.Colour, 0.7f, 0)),
        (new(PolicyOp.Solarize, 0.4f, 5), new(PolicyOp.AutoContrast, 0.9f, 0)),
        (new(PolicyOp.TranslateY, 0.9f, 9), new(PolicyOp.TranslateY, 0.7f, 9)),
        (new(PolicyOp.AutoContrast, 0.9f, 0), new(PolicyOp.Solarize, 0.8f, 3)),
        (new(PolicyOp.Equalize, 0.8f, 0), new(PolicyOp.Invert, 0.1f, 0)),
        (new(PolicyOp.TranslateY, 0.7f, 9), new(PolicyOp.AutoContrast, 0.9f, 0)),
    ];

    /// <summary>Found on house numbers (SVHN).</summary>
    public static IReadOnlyList<(PolicyStep First, PolicyStep Second)> HouseNumbers { get; } =
    [
        (new(PolicyOp.ShearX, 0.9f, 4), new(PolicyOp.Invert, 0.2f, 0)),
        (new(PolicyOp.ShearY, 0.9f, 8), new(PolicyOp.Invert, 0.7f, 0)),
        (new(PolicyOp.Equalize, 0.6f, 0), new(PolicyOp.Solarize, 0.6f, 6)),
        (new(PolicyOp.Invert, 0.9f, 0), new(PolicyOp.Equalize, 0.6f, 0)),
        (new(PolicyOp.Equalize, 0.6f, 0), new(PolicyOp.Rotate, 0.9f, 3)),
        (new(PolicyOp.ShearX, 0.9f, 4), new(PolicyOp.AutoContrast, 0.8f, 0)),
        (new(PolicyOp.ShearY, 0.9f, 8), new(PolicyOp.Invert, 0.4f, 0)),
        (new(PolicyOp.ShearY, 0.9f, 5), new(PolicyOp.Solarize, 0.2f, 6)),
        (new(PolicyOp.Invert, 0.9f, 0), new(PolicyOp.AutoContrast, 0.8f, 0)),
        (new(PolicyOp.Equalize, 0.6f, 0), new(PolicyOp.Rotate, 0.9f, 3)),
        (new(PolicyOp.ShearX, 0.9f, 4), new(PolicyOp.Solarize, 0.3f, 3)),
        (new(PolicyOp.ShearY, 0.8f, 8), new(PolicyOp.Invert, 0.7f, 0)),
        (new(PolicyOp.Equalize, 0.9f, 0), new(PolicyOp.TranslateY, 0.6f, 6)),
        (new(PolicyOp.Invert, 0.9f, 0), new(PolicyOp.Equalize, 0.6f, 0)),
        (new(PolicyOp.Contrast, 0.3f, 3), new(PolicyOp.Rotate, 0.8f, 4)),
        (new(PolicyOp.Invert, 0.8f, 0), new(PolicyOp.TranslateY, 0, 2)),
        (new(PolicyOp.ShearY, 0.7f, 6), new(PolicyOp.Solarize, 0.4f, 8)),
        (new(PolicyOp.Invert, 0.6f, 0), new(PolicyOp.Rotate, 0.8f, 4)),
        (new(PolicyOp.ShearY, 0.3f, 7), new(PolicyOp.TranslateX, 0.9f, 3)),
        (new(PolicyOp.ShearX, 0.1f, 6), new(PolicyOp.Invert, 0.6f, 0)),
        (new(PolicyOp.Solarize, 0.7f, 2), new(PolicyOp.TranslateY, 0.6f, 7)),
        (new(PolicyOp.ShearY, 0.8f, 4), new(PolicyOp.Invert, 0.8f, 0)),
        (new(PolicyOp.ShearX, 0.7f, 9), new(PolicyOp.TranslateY, 0.8f, 3)),
        (new(PolicyOp.ShearY, 0.8f, 5), new(PolicyOp.AutoContrast, 0.7f, 0)),
        (new(PolicyOp.ShearX, 0.7f, 2), new(PolicyOp.Invert, 0.1f, 0)),
    ];
}
