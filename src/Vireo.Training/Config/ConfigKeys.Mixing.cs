namespace Vireo.Training.Config;

/// <content>Batches whose images are mixed.</content>
public static partial class ConfigKeys
{
    private const double MostAlpha = 1000;

    private static ConfigKey[] Mixing()
    {
        var mixing = new ConfigSection<AugmentConfig>("augment", c => c.Augment, (c, s) => c with { Augment = s });
        return
        [
            mixing.Number("mixup", 0, MostAlpha, "Alpha of Mixup: images and labels are averaged in pairs; 0 is off.",
                s => s.Mixup, (s, v) => s with { Mixup = v }),
            mixing.Number("cutmix", 0, MostAlpha, "Alpha of CutMix: a rectangle of one image in another; 0 is off.",
                s => s.Cutmix, (s, v) => s with { Cutmix = v }),
            mixing.Number("fmix", 0, MostAlpha, "Alpha of FMix: blobs of one image in another; 0 is off.",
                s => s.Fmix, (s, v) => s with { Fmix = v }),
            mixing.Switch("sample_pairing", "Average images in pairs and keep the label of the first.",
                s => s.SamplePairing, (s, v) => s with { SamplePairing = v }),
            mixing.Key("mix_shares",
                "How often each of the ways that are on is taken, in the order above; empty for equally often.",
                new NumberList(0, Most), s => s.MixShares, (s, v) => s with { MixShares = v }),
            mixing.Number("mix_probability", 0, 1, "Share of the batches that are mixed, when a way is on.",
                s => s.MixProbability, (s, v) => s with { MixProbability = v }),
            mixing.Whole("mix_epochs", 0, Many, "Epochs from the start with mixed batches; 0 for all.",
                s => s.MixEpochs, (s, v) => s with { MixEpochs = (int)v }),
        ];
    }
}
