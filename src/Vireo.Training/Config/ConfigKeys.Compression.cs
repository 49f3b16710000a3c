using Vireo.Quantisation;

namespace Vireo.Training.Config;

/// <content>Training in eight bits, and by a teacher.</content>
public static partial class ConfigKeys
{
    private static ConfigKey[] Quant()
    {
        var quant = new ConfigSection<QuantConfig>("quant", c => c.Quant, (c, s) => c with { Quant = s });
        return
        [
            quant.Key("mode", "Learn to be computed in eight bits: none, or by what the ranges learn.",
                new OneOf<QuantMode>(("none", QuantMode.None), ("lsq", QuantMode.Lsq), ("pact", QuantMode.Pact)),
                s => s.Mode, (s, v) => s with { Mode = v }),
            quant.Key("calibration", "How the ranges are chosen that the training begins with.",
                new OneOf<CalibrationMethod>(
                    ("entropy", CalibrationMethod.Entropy), ("percentile", CalibrationMethod.Percentile),
                    ("minmax", CalibrationMethod.MinMax), ("mean", CalibrationMethod.Mean)),
                s => s.Calibration, (s, v) => s with { Calibration = v }),
            quant.Whole("images", 1, 65_536, "Training images that these ranges are chosen by.",
                s => s.Images, (s, v) => s with { Images = (int)v }),
        ];
    }

    private static ConfigKey[] Distill()
    {
        var distill = new ConfigSection<DistillConfig>("distill", c => c.Distill, (c, s) => c with { Distill = s });
        return
        [
            distill.MaybeText("teacher", "Run, bundle or ONNX file to learn from; null for none.",
                s => s.Teacher, (s, v) => s with { Teacher = v }),
            distill.Key("loss",
                "How scores are compared with the teacher's: kl, dkd (label and the rest apart), js, or ssld (kl both "
                + "ways).",
                new OneOf<DistillKind>(("kl", DistillKind.Kl), ("dkd", DistillKind.Dkd), ("js", DistillKind.Js),
                    ("ssld", DistillKind.Ssld)),
                s => s.Loss, (s, v) => s with { Loss = v }),
            distill.Number("weight", 0, Most, "Weight of that; the loss of the labels has 1.",
                s => s.Weight, (s, v) => s with { Weight = v }),
            distill.Maybe("temperature", Least, 1000, "What scores are divided by; null for 4 in kl, 1 in dkd.",
                s => s.Temperature, (s, v) => s with { Temperature = v }),
            distill.Number("alpha", 0, Most, "Weight of the label against all else in dkd.",
                s => s.Alpha, (s, v) => s with { Alpha = v }),
            distill.Number("beta", 0, Most, "Weight of the other classes among each other in dkd.",
                s => s.Beta, (s, v) => s with { Beta = v }),
            distill.Key("features", "Parts whose outputs are to be alike, too.", new FeatureList(),
                s => s.Features, (s, v) => s with { Features = v }),
            distill.Number("feature_weight", 0, Most, "Weight of the mean squared difference of each of them.",
                s => s.FeatureWeight, (s, v) => s with { FeatureWeight = v }),
            distill.Switch("labels", "Whether labels count; without them the teacher alone is learned from.",
                s => s.Labels, (s, v) => s with { Labels = v }),
            distill.MaybeText("unlabelled",
                "Folder or pattern of images without labels to learn from as well, where labels do not count.",
                s => s.Unlabelled, (s, v) => s with { Unlabelled = v }),
        ];
    }
}
