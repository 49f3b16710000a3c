using System.CommandLine;
using Vireo.Quantisation;
using Vireo.Vision.Datasets;

namespace Vireo.Cli.Commands;

/// <summary>The options by which a model is calibrated for eight bits.</summary>
internal static class CalibrationOptions
{
    // More change ranges little; taken evenly from all.
    private const int MostImages = 256;

    public static (
        Option<bool> Int8, Option<string[]> Data, Option<CalibrationMethod> Method, Option<double?> Budget) Create() =>
    (
        new("--int8") { Description = "Calibrate the model with --data, and let it compute in eight bits." },
        new("--data")
        {
            Description = "With --int8: image files, folders or patterns, like the images to come; without labels.",
            HelpName = "DIR", AllowMultipleArgumentsPerToken = true,
        },
        new("--calibration")
        {
            Description = "With --int8: how ranges are chosen.", DefaultValueFactory = _ => CalibrationMethod.MinMax,
        },
        Budget());

    private static Option<double?> Budget()
    {
        var option = new Option<double?>("--budget")
        {
            Description = "With --int8: share of the images that may get another label, such as 0.005; layers stay in "
                + "single precision until no more do.",
            HelpName = "P",
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is < 0 or > 1 or double.NaN)
                result.AddError("--budget wants a number from 0 to 1.");
        });
        return option;
    }

    /// <summary>The images to calibrate with; null when that is not wanted.</summary>
    public static IReadOnlyList<string>? Wanted(bool int8, string[]? data)
    {
        var isGiven = data is { Length: > 0 };
        if (int8 != isGiven)
            throw new UsageException("VIR2852", "--int8 and --data go together: ranges are found in images.");
        if (!int8 || data is null) return null;
        var paths = ImageSearch.Find(data);
        var most = Math.Min(MostImages, paths.Count);
        return [.. Enumerable.Range(0, most).Select(i => paths[(int)((long)i * paths.Count / most)])];
    }
}
