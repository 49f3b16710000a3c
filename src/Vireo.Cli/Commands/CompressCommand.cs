using System.CommandLine;
using System.Globalization;
using Vireo.Cli.Display;
using Vireo.Quantisation;
using Vireo.Training.Compression;
using Vireo.Training.Config;

namespace Vireo.Cli.Commands;

/// <summary><c>vireo compress RUN --budget 0.5%</c>: a smaller and faster model, measured.</summary>
internal static class CompressCommand
{
    /// <summary>Exit status when nothing is better than the model as it was trained.</summary>
    private const int NothingGained = 1;

    // Without a % sign this is hardly a share: whoever types 0.5 means half a point.
    private const double MostShare = 0.1;

    public static Command Create()
    {
        var model = Shared.Run();
        var budget = Budget();
        var output = new Option<string?>("--output")
        {
            Description = "Folder for the model and its page, or a .vireo file; default: beside the model.",
            HelpName = "DIR|FILE",
        };
        var data = new Option<string?>("--data")
        {
            Description = "Images, a folder per class: the training part finds ranges, the validation part judges. "
                + "Default: those of the run.",
            HelpName = "DIR",
        };
        var prune = new Option<double?>("--prune")
        {
            Description = "Try with fewer channels too: share of the multiply-adds that stays, such as 0.5.",
            HelpName = "X",
        };
        var qat = new Option<bool>("--qat")
        {
            Description = "Try a model too that learns to be computed in eight bits.",
        };
        var distill = new Option<bool>("--distill")
        {
            Description = "With --prune and --qat: learn from the trained model too, beside the labels.",
        };
        var epochs = Shared.Positive(
            "--epochs", "With --prune and --qat: epochs to learn again; default: a third of the run's.", "N");
        var calibration = new Option<CalibrationMethod>("--calibration")
        {
            Description = "How ranges of eight bits are chosen.",
            DefaultValueFactory = _ => CalibrationMethod.MinMax,
        };
        var keepSlower = new Option<bool>("--keep-slower")
        {
            Description = "Write the int8 model within the budget though it is not faster here, such as for another "
                + "machine.",
        };
        var json = Shared.Json();
        var command = new ExampleCommand(
            "compress", "Make a model smaller and faster within a budget of accuracy, and measure every step.",
            "vireo compress runs/insects --budget 0.5%",
            "vireo compress runs/insects --budget 1% --prune 0.5 --qat --distill --epochs 10 --output small",
            "vireo compress insects.vireo --budget 0.5% --data insects --output insects-small.vireo")
        {
            model, budget, output, data, prune, qat, distill, epochs, calibration, keepSlower, json,
        };
        command.SetAction(args =>
        {
            using var interruption = new Interruption();
            var request = new CompressionRequest(args.GetRequiredValue(model), args.GetValue(budget))
            {
                Output = args.GetValue(output), Data = args.GetValue(data), Prune = args.GetValue(prune),
                TrainInBytes = args.GetValue(qat), Distill = args.GetValue(distill), Epochs = args.GetValue(epochs),
                Calibration = args.GetValue(calibration),
                KeepSlower = args.GetValue(keepSlower), Command = [.. args.Tokens.Select(token => token.Value)],
            };
            var report = CompressDisplay.Run(progress => ModelCompression.Run(
                request, ConfigLoader.ProcessEnvironment(), null, progress, interruption.Token));
            if (args.GetValue(json)) CliJson.Print(Line(report), j => j.CompressLine);
            else CompressDisplay.Print(report);
            foreach (var note in report.Notes) Errors.Warn(note);
            return report.IsCompressed ? 0 : NothingGained;
        });
        return command;
    }

    private static Option<double> Budget()
    {
        var option = new Option<double>("--budget")
        {
            Description = "Points of top-1 on the validation images that may be lost, such as 0.5%, or 0.005.",
            HelpName = "P%", DefaultValueFactory = _ => 0.005,
        };
        option.CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var isPercent = text.EndsWith('%');
            if (double.TryParse(isPercent ? text[..^1] : text, NumberStyles.Float, CultureInfo.InvariantCulture,
                out var number))
            {
                var share = isPercent ? number / 100 : number;
                if (share is >= 0 and <= MostShare || (isPercent && share is >= 0 and <= 1)) return share;
            }

            result.AddError($"--budget wants points of top-1 such as 0.5%, or a share such as 0.005, not '{text}'.");
            return 0;
        };
        return option;
    }

    private static CompressLine Line(CompressionReport it) => new(
        it.Model, 100 * it.Budget, it.Images, it.CalibrationImages, it.Threads, it.Written.Name, it.File, it.Page,
        [.. it.Rows.Select(row => new CompressRowLine(
            row.Name, row.FileBytes, row.WeightBytes, row.Macs, row.Parameters, row.ByteLayers, row.Speed.P50,
            row.Speed.P95, row.Speed.ImagesPerSecond, row.Top1, 100 * row.Difference.Difference,
            100 * row.Difference.Low, 100 * row.Difference.High, CompressDisplay.Word(row.Verdict)))],
        [.. it.Sensitivity.Select(s => new SensitivityLine(s.Layer, s.Divergence, s.OtherLabels))], it.Notes);
}
