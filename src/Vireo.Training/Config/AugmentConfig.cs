namespace Vireo.Training.Config;

/// <summary>Random changes of the training images.</summary>
public sealed record AugmentConfig
{
    /// <summary>Probability of a horizontal flip; zero where left and right differ in meaning.</summary>
    public double Flip { get; init; } = 0.5;

    /// <summary>Smallest share of the area that a random crop takes.</summary>
    public double ScaleMin { get; init; } = 0.5;

    /// <summary>Largest share of the area that a random crop takes.</summary>
    public double ScaleMax { get; init; } = 1;

    /// <summary>Smallest ratio of width to height of a random crop.</summary>
    public double RatioMin { get; init; } = 3.0 / 4;

    /// <summary>Largest ratio of width to height of a random crop.</summary>
    public double RatioMax { get; init; } = 4.0 / 3;

    /// <summary>Brightness is multiplied by a factor from 1 - this to 1 + this.</summary>
    public double JitterBrightness { get; init; } = 0.2;

    /// <summary>Contrast is multiplied by a factor from 1 - this to 1 + this.</summary>
    public double JitterContrast { get; init; } = 0.2;

    /// <summary>Saturation is multiplied by a factor from 1 - this to 1 + this.</summary>
    public double JitterSaturation { get; init; } = 0.2;

    /// <summary>The hue is turned by up to this share of a whole turn, either way.</summary>
    public double JitterHue { get; init; }

    /// <summary>A policy applied after the flip.</summary>
    public PolicyKind Policy { get; init; }

    /// <summary>What is done instead of all of the above, as YAML (see
    /// <see cref="Vision.Augment.Yaml.AugmentationYaml"/>); as given it may be the path of a file, whose text takes its
    /// place when the configuration is loaded. Nothing unless set.</summary>
    public string? Pipeline { get; init; }

    /// <summary>Alpha of Mixup; zero without it.</summary>
    public double Mixup { get; init; }

    /// <summary>Alpha of CutMix; zero without it.</summary>
    public double Cutmix { get; init; }

    /// <summary>Alpha of FMix; zero without it.</summary>
    public double Fmix { get; init; }

    /// <summary>Whether there is sample pairing.</summary>
    public bool SamplePairing { get; init; }

    /// <summary>How often each way of mixing that is on is taken, relative to the others, in the order Mixup, CutMix,
    /// FMix, sample pairing; empty for equally often.</summary>
    public ValueList<double> MixShares { get; init; } = [];

    /// <summary>Share of the batches that are mixed, 0 to 1.</summary>
    public double MixProbability { get; init; } = 1;

    /// <summary>Epochs from the start of the run in which batches are mixed; zero for all.</summary>
    public int MixEpochs { get; init; }

    /// <summary>Whether any batch is mixed.</summary>
    internal bool Mixes => MixProbability > 0 && WaysToMix > 0;

    /// <summary>How many ways of mixing are on.</summary>
    internal int WaysToMix =>
        (Mixup > 0 ? 1 : 0) + (Cutmix > 0 ? 1 : 0) + (Fmix > 0 ? 1 : 0) + (SamplePairing ? 1 : 0);
}
