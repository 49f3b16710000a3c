using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>What happens to a picture on its way into a classifier: random for training, fixed for
/// evaluation.</summary>
/// <remarks>Plain values only, so that a run can write them down and read them back.</remarks>
public sealed record ClassificationTransforms
{
    /// <summary>Side of the square that the network sees, in pixels.</summary>
    public int Size { get; init; } = 224;

    /// <summary>Training: area of the random crop as a fraction of the picture's. (0.08, 1) is torchvision's default;
    /// the gentler one here suits small sets, where subjects fill the picture.</summary>
    public Interval CropArea { get; init; } = new(0.5f, 1);

    /// <summary>Training: width over height of the random crop.</summary>
    public Interval CropAspect { get; init; } = new(3f / 4, 4f / 3);

    /// <summary>Training: chance of a horizontal flip, 0 to 1.</summary>
    public float Flip { get; init; } = 0.5f;

    /// <summary>Training: brightness is multiplied by 1 ± this.</summary>
    public float Brightness { get; init; }

    /// <summary>Training: contrast is multiplied by 1 ± this.</summary>
    public float Contrast { get; init; }

    /// <summary>Training: saturation is multiplied by 1 ± this.</summary>
    public float Saturation { get; init; }

    /// <summary>Training: hue is turned by ± this, in turns, at most 0.5.</summary>
    public float Hue { get; init; }

    /// <summary>Training: operations drawn from a policy after the flip; none unless set.</summary>
    public PolicyAugmentation? Policy { get; init; }

    /// <summary>Training: what is done instead of crop, flip, policy and jitter; nothing unless set. A view of another
    /// size than <see cref="Size"/> is stretched to it.</summary>
    public Augmentation? Pipeline { get; init; }

    /// <summary>Evaluation: the shorter side is scaled to this times <see cref="Size"/> before the middle is cut
    /// out.</summary>
    /// <remarks>Subjects look larger in random crops than in whole pictures; 8/7 makes up for it with the default crop
    /// area (Touvron et al. 2019, arXiv:1906.06423).</remarks>
    public float ResizeRatio { get; init; } = 8f / 7;

    /// <summary>How pixels are weighed when the size changes.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;

    /// <summary>Whether the filter widens when shrinking.</summary>
    public bool AntiAlias { get; init; } = true;

    /// <summary>Mean per channel for <see cref="Normaliser"/>.</summary>
    public ChannelValues Mean { get; init; } = ChannelValues.ImageNetMean;

    /// <summary>Standard deviation per channel for <see cref="Normaliser"/>.</summary>
    public ChannelValues Std { get; init; } = ChannelValues.ImageNetStd;

    /// <summary>A training view, <see cref="Size"/> by <see cref="Size"/>: crop, flip, jitter.</summary>
    public Image Train(Image image, Rng rng)
    {
        foreach (var augmentation in Augmentations())
            image = augmentation.Apply(image, rng);

        return image;
    }

    /// <summary>The evaluation view, <see cref="Size"/> by <see cref="Size"/>: scale, middle.</summary>
    public Image Eval(Image image) => EvalPipeline().View.Apply(image);

    /// <summary>The steps of <see cref="Train"/>.</summary>
    public IReadOnlyList<Augmentation> Augmentations()
    {
        if (Pipeline is { } pipeline)
            return
            [
                pipeline,
                new Stretch { Size = new(Size, Size), Interpolation = Interpolation, AntiAlias = AntiAlias },
            ];

        List<Augmentation> steps =
        [
            new RandomResizedCrop
            {
                Size = new(Size, Size), AreaFraction = CropArea, Aspect = CropAspect,
                Interpolation = Interpolation, AntiAlias = AntiAlias,
            },
            new HorizontalFlip { Probability = Flip },
        ];
        if (Policy is { } policy)
            steps.Add(policy);
        if (Brightness > 0 || Contrast > 0 || Saturation > 0 || Hue > 0)
            steps.Add(new ColorJitter
            {
                Brightness = Interval.Around(1, Brightness), Contrast = Interval.Around(1, Contrast),
                Saturation = Interval.Around(1, Saturation), HueTurns = new(-Hue, Hue),
            });

        return steps;
    }

    /// <summary>How pictures are judged: <see cref="Eval"/>, then the normaliser.</summary>
    public ImagePipeline EvalPipeline() =>
        new(new(Math.Max(Size, (int)MathF.Round(Size * ResizeRatio)), Size)
        {
            Interpolation = Interpolation, AntiAlias = AntiAlias,
        }, Mean, Std);

    /// <summary>The last step of both views.</summary>
    public Normaliser CreateNormaliser() => new(Mean, Std);
}
