using System.CommandLine;
using Vireo.Training.Config;

namespace Vireo.Cli.Commands;

/// <summary>Options that several commands have.</summary>
internal static class Shared
{
    /// <summary><c>--json</c>.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print JSON for programs." };

    /// <summary>A run, a bundle or an ONNX file.</summary>
    public static Argument<string> Run() =>
        new("RUN|FILE")
        {
            Description = "Folder that `train --output` wrote, a .vireo file, or a classifier in an .onnx file.",
        };

    /// <summary><c>--precision</c>; null where it is not given.</summary>
    public static Option<PrecisionChoice?> Precision()
    {
        var option = new Option<PrecisionChoice?>("--precision")
        {
            Description = "Type to compute in, auto for the best here; without it that of the run.",
            HelpName = "auto|f32|bf16",
        };
        option.CustomParser = result =>
        {
            var word = result.Tokens[0].Value;
            if (Enum.TryParse<PrecisionChoice>(word, ignoreCase: true, out var choice) && !char.IsDigit(word[0]))
                return choice;
            result.AddError($"--precision wants auto, f32 or bf16, not '{word}'.");
            return null;
        };
        return option;
    }

    /// <summary><c>--tta</c>; the one way there is.</summary>
    public static Option<string?> Augmentation()
    {
        var option = new Option<string?>("--tta")
        {
            Description = "Test-time augmentation: flip for the mean with the mirror image.", HelpName = "flip",
        };
        option.AcceptOnlyFromAmong("flip");
        return option;
    }

    /// <summary>A whole number from 1 on.</summary>
    public static Option<int?> Positive(string name, string description, string value)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1) result.AddError($"{name} wants a whole number from 1 on.");
        });
        return option;
    }
}
