using Vireo.Vision.Datasets;

namespace Vireo.Vision.Lint;

/// <summary>How <see cref="Linter"/> looks at data, and from where on it speaks.</summary>
public sealed record LintOptions
{
    /// <summary>Side in pixels that training will scale the images to: smaller images, and objects smaller than
    /// <see cref="TinyObject"/> after that, are findings.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>Format to read the data as; null for the likeliest.</summary>
    public DatasetFormat? Format { get; init; }

    /// <summary>Folder of the images, when they are not below the labels.</summary>
    public string? Images { get; init; }

    /// <summary>Threads to use; zero for one per core.</summary>
    public int Threads { get; init; }

    /// <summary>Whether pictures that nearly agree are looked for.</summary>
    public bool NearDuplicates { get; init; } = true;

    /// <summary>Share of <see cref="ImageSize"/> that the shorter side of an image must have.</summary>
    /// <remarks>Enlarging by less than two hardly costs accuracy.</remarks>
    public double SmallestShare { get; init; } = 0.5;

    /// <summary>Standard deviation of the grey values (0 to 1) below which a picture shows nothing.</summary>
    public double FlatContrast { get; init; } = 0.02;

    /// <summary>Share of black (or of white) pixels from which a picture counts as under- (or over-) exposed.</summary>
    public double ClippedShare { get; init; } = 0.6;

    /// <summary>Sharpness (see <see cref="ImageFacts.Sharpness"/>) above which nothing counts as blurred.</summary>
    public double BlurBound { get; init; } = 0.003;

    /// <summary>Robust standard deviations below the set's median sharpness from which a picture counts as
    /// blurred.</summary>
    public double BlurDeviations { get; init; } = 3.5;

    /// <summary>Images of the largest class for each of the smallest from which classes count as out of
    /// balance.</summary>
    public double Imbalance { get; init; } = 10;

    /// <summary>Probability, over all tests together (Bonferroni), that equal splits are called different.</summary>
    public double SplitSignificance { get; init; } = 0.01;

    /// <summary>Smallest difference between splits worth a word: Cramér's V, or the distance of Kolmogorov and
    /// Smirnov.</summary>
    public double SplitDifference { get; init; } = 0.15;

    /// <summary>Side in pixels after scaling below which an object counts as tiny.</summary>
    public double TinyObject { get; init; } = 8;
}
