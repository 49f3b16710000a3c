using System.Numerics.Tensors;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>The picture mixed with a mixture of chains of operations: <c>(1-m) · x + m · Σ wᵢ · chainᵢ(x)</c>,
/// <c>w ~ Dirichlet(α, …, α)</c>, <c>m ~ Beta(α, α)</c>.</summary>
/// <remarks>Hendrycks et al. 2019, arXiv:1912.02781. Each operation has a strength of its own, uniform in 0.1 to
/// <see cref="Severity"/> tenths of: shear 0.3, shift a third of the side, rotation 30 degrees, factors 1 ± 0.9,
/// posterising 4 to 0 bits (1 at least), solarising 256 to 0; signs are random. Chains move pixels and the picture they
/// are mixed with does not: boxes, masks and key points stay where they are.</remarks>
public sealed record AugMix : PolicyAugmentation
{
    private const int MostDepth = 3;
    private static readonly PolicyOp[] s_more =
        [PolicyOp.Brightness, PolicyOp.Colour, PolicyOp.Contrast, PolicyOp.Sharpness];

    /// <summary>Number of chains, at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to less.</exception>
    public int Width
    {
        get;
        init => field = value >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "There is a chain at least.");
    } = 3;

    /// <summary>Operations of each chain; 0 draws 1 to 3 for each.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to less than 0.</exception>
    public int Depth
    {
        get;
        init => field = value >= 0 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A chain has no fewer than 0 operations.");
    }

    /// <summary>Strength, 0 to 10; at 0 the picture stays as it is.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to anything else.</exception>
    public float Severity
    {
        get;
        init => field = value is >= 0 and <= 10 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A severity is from 0 to 10.");
    } = 3;

    /// <summary>α of both distributions: 1 draws all weights alike.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to anything that is not above 0.</exception>
    public float Alpha
    {
        get;
        init => field = value > 0 && float.IsFinite(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Alpha is a positive number.");
    } = 1;

    /// <summary>Whether chains change brightness, colour, contrast and sharpness too, which the paper leaves out as its
    /// test of robustness has them.</summary>
    public bool AllOperations { get; init; }

    /// <summary>Operations in place of the paper's, for tests.</summary>
    internal ValueList<PolicyOp> Operations { get; init; } =
    [
        PolicyOp.AutoContrast, PolicyOp.Equalize, PolicyOp.Posterize, PolicyOp.Rotate, PolicyOp.Solarize,
        PolicyOp.ShearX, PolicyOp.ShearY, PolicyOp.TranslateX, PolicyOp.TranslateY,
    ];

    /// <inheritdoc/>
    protected override AnnotatedImage Draw(AnnotatedImage annotated, Rng rng)
    {
        if (Severity == 0) return annotated;
        var image = annotated.Image;
        var concentrations = new double[Width];
        concentrations.AsSpan().Fill(Alpha);
        var weights = rng.Dirichlet(concentrations);
        var share = rng.Beta(Alpha, Alpha);

        var sum = new float[image.Pixels.Length];
        Add(sum, image, 1 - share);
        foreach (var weight in weights) Add(sum, Chain(image, rng), share * weight);
        return annotated with { Image = new FloatImage(image.Width, image.Height, image.Channels, sum).ToImage() };
    }

    private Image Chain(Image image, Rng rng)
    {
        var chain = new AnnotatedImage { Image = image };
        var depth = Depth > 0 ? Depth : 1 + rng.Below(MostDepth);
        for (var i = 0; i < depth; i++)
        {
            var drawn = rng.Below(Operations.Count + (AllOperations ? s_more.Length : 0));
            var op = drawn < Operations.Count ? Operations[drawn] : s_more[drawn - Operations.Count];
            var amount = Amount(op, image.Size, rng.Uniform(Math.Min(0.1f, Severity), Severity) / 10);
            var negative = rng.Below(2) == 1;
            chain = Apply(chain, op, negative && IsSigned(op) ? -amount : amount);
        }

        return chain.Image;
    }

    private static double Amount(PolicyOp op, ImageSize size, double strength) => op switch
    {
        PolicyOp.ShearX or PolicyOp.ShearY => 0.3 * strength,
        PolicyOp.TranslateX => strength * size.Width / 3,
        PolicyOp.TranslateY => strength * size.Height / 3,
        PolicyOp.Rotate => 30 * strength,
        PolicyOp.Posterize => Math.Max(1, 4 - Math.Floor(4 * strength)),
        PolicyOp.Solarize => 256 * (1 - strength),
        _ => 0.9 * strength,
    };

    private static void Add(float[] sum, Image image, double weight)
    {
        var values = FloatImage.Of(image).Values;
        TensorPrimitives.MultiplyAdd(values, (float)weight, sum, sum);
    }
}
