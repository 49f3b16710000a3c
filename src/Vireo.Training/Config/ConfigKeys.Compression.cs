using Vireo.Quantisation;

namespace Vireo.Training.Config;

/// <content>Training in eight bits.</content>
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
}
