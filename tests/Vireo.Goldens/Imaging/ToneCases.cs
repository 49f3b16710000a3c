using System.Text.Json;
using Vireo.Goldens.Ops;
using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Filters;
using Vireo.Vision.Imaging.Tone;

namespace Vireo.Goldens.Imaging;

/// <summary>Operations on values by themselves: enhancement, histograms, thresholds.</summary>
internal static class ToneCases
{
    /// <summary>Runs a case; false when it is none of these.</summary>
    public static bool Run(JsonElement item, OpCall call) =>
        GoldenPicture.IsFloat(item)
            ? Floats(item, call)
            : Enhance(item, call) || Histogram(item, call) || Threshold(item, call);

    private static bool Floats(JsonElement item, OpCall call)
    {
        var image = GoldenPicture.FloatPicture(item);
        var factor = (float)call.Number("factor", 1);
        float[] Given(string name) => Array.ConvertAll(call.Numbers(name) ?? [], v => (float)v);
        FloatImage? found = call.Op switch
        {
            "adjust_brightness" => image.AdjustBrightness(factor),
            "adjust_contrast" => image.AdjustContrast(factor),
            "adjust_saturation" => image.AdjustSaturation(factor),
            "adjust_hue" => image.ShiftHue((float)call.Number("hue", 0)),
            "normalize" => image.Normalise(Given("mean"), Given("std")),
            "adjust_gamma" => image.AdjustGamma((float)call.Number("gamma", 1), (float)call.Number("gain", 1)),
            "adjust_sharpness" => image.AdjustSharpness((float)call.Number("sharpness_factor", factor)),
            "invert" => image.Map(v => 1 - v),
            "autocontrast" => image.AutoContrast(),
            "grayscale" or "rgb_to_grayscale" or "to_grayscale" => Grey(item, image),
            "solarize" => image.Map(Solarized((float)call.Number("threshold", 0.5))),
            _ => null,
        };
        if (found is null) return false;
        GoldenPicture.Require(item, found);
        return true;
    }

    /// <summary>Grey in one channel, or in three where the file has as many values.</summary>
    private static FloatImage Grey(JsonElement item, FloatImage image)
    {
        var grey = image.AdjustSaturation(0);
        return item.GetProperty("output").GetProperty("data").GetArrayLength() == grey.Values.Length
            ? grey
            : new(grey.Width, grey.Height, 1, [.. grey.Values.ToArray().Where((_, i) => i % 3 == 0)]);
    }

    private static Func<float, float> Solarized(float threshold) => v => v < threshold ? v : 1 - v;

    private static bool Enhance(JsonElement item, OpCall call)
    {
        var factor = (float)call.Number("factor", 1);
        var image = GoldenPicture.Bytes(item);
        var found = call.Op switch
        {
            "brightness" => image.AdjustBrightness(factor),
            "contrast" => image.AdjustContrast(factor),
            "color" => image.AdjustSaturation(factor),
            "sharpness" => image.AdjustSharpness(factor),
            "adjust_hue" => image.ShiftHue((float)call.Number("hue", 0)),
            "autocontrast" or "autocontrast_cutoff" => image.AutoContrast(call.Number("cutoff", 0)),
            "equalize" => image.Equalize(),
            "posterize" => image.Posterize(call.Int("bits", 8)),
            "solarize" => image.Solarize(call.Int("threshold", 128)),
            "invert" => image.Invert(),
            "grayscale" or "greyscale" or "gray" or "to_grayscale" => image.WithChannels(1),
            "gamma" or "adjust_gamma" => image.AdjustGamma(call.Number("gamma", 1)),
            _ => null,
        };
        if (found is null) return false;
        GoldenPicture.Require(item, found);
        return true;
    }

    private static bool Histogram(JsonElement item, OpCall call)
    {
        var image = GoldenPicture.Bytes(item);
        switch (call.Op)
        {
            case "equalize_hist": GoldenPicture.Require(item, image.EqualizeHistogram()); break;
            case "clahe":
                GoldenPicture.Require(item, image.EqualizeLocally(
                    call.Number("clip_limit", 40), call.Int("tiles_x", 8), call.Int("tiles_y", 8)));
                break;
            case "histogram":
                var range = call.Numbers("range") ?? [0, 256];
                var counts = image.Histogram(call.Int("channel", 0), call.Int("bins", 256), range[0], range[1]);
                GoldenPicture.Require(item, Array.ConvertAll(counts, n => (float)n));
                break;
            default: return false;
        }

        return true;
    }

    private static bool Threshold(JsonElement item, OpCall call)
    {
        var image = GoldenPicture.Bytes(item);
        if (call.Op == "threshold_otsu")
        {
            _ = call.Text("returns", "");
            GoldenPicture.Require(item, [image.OtsuThreshold()]);
            return true;
        }

        if (call.Op is "adaptive_mean" or "adaptive_gaussian")
        {
            if (ImagingParity.Border(call, "replicate") != PadMode.Replicate) return false;
            GoldenPicture.Require(item, image.AdaptiveThreshold(
                call.Int("block", 3), call.Number("C", 0), (byte)call.Int("max", 255),
                gaussian: call.Op == "adaptive_gaussian"));
            return true;
        }

        ThresholdKind? kind = call.Op switch
        {
            "threshold_binary" => ThresholdKind.Binary,
            "threshold_binary_inv" => ThresholdKind.BinaryInverted,
            "threshold_trunc" => ThresholdKind.Truncate,
            "threshold_tozero" or "threshold_to_zero" => ThresholdKind.ToZero,
            "threshold_tozero_inv" or "threshold_to_zero_inv" => ThresholdKind.ToZeroInverted,
            _ => null,
        };
        if (kind is not { } given) return false;
        GoldenPicture.Require(
            item, image.Threshold(call.Number("thresh", 0), (byte)call.Int("max", 255), given));
        return true;
    }
}
