using System.CommandLine;
using Vireo.Quantisation;
using Vireo.Training.Compression;
using Vireo.Vision.Datasets;

namespace Vireo.Cli.Commands;

/// <summary>The options by which a model is calibrated for eight bits.</summary>
internal static class CalibrationOptions
{
    public static (
        Option<bool> Int8, Option<string[]> Data, Option<CalibrationMethod> Method, Option<double?> Budget) Create() =>
    (
        new("--int8")
        {
            Description = "Calibrate the model with --data, or with what the run learned from; it then computes in "
                + "eight bits.",
        },
        new("--data")
        {
            Description = "With --int8: image files, folders, lists (.txt) or patterns, like the images to come.",
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
    /// <param name="int8">Whether eight bits are.</param>
    /// <param name="data">The images named; none for those that a run learned from.</param>
    /// <param name="sources">The models.</param>
    public static IReadOnlyList<string>? Wanted(bool int8, string[]? data, string[] sources)
    {
        var isGiven = data is { Length: > 0 };
        if (int8 ? !isGiven && !sources.All(Directory.Exists) : isGiven)
        {
            throw new UsageException("VIR2852",
                "--int8 and --data go together: ranges are found in images. Only a run knows images of its own.");
        }

        if (!int8) return null;
        return CalibrationImages.Choose(data is { Length: > 0 } named
            ? ImageSearch.Find(named) : [.. sources.SelectMany(CalibrationImages.OfRun)]);
    }
}
