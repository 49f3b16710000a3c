using System.CommandLine;
using System.Globalization;
using Vireo.Onnx;
using Vireo.Ops.Onnx;
using Vireo.Training.Bundles;
using Vireo.Training.Compression;
using Vireo.Vision.Zoo;

namespace Vireo.Cli.Commands;

/// <summary><c>vireo export RUN|FILE|MODEL... --output FILE.vireo|FILE.onnx</c>: one file that answers as the run does,
/// or as several do together.</summary>
internal static class ExportCommand
{
    private const string OnnxExtension = ".onnx";

    public static Command Create()
    {
        var sources = new Argument<string[]>("RUN|FILE|MODEL")
        {
            Description = "Folder of a run, a .vireo or .onnx file, or the name of a model (with random weights); "
                + "several answer together.",
            Arity = ArgumentArity.OneOrMore,
        };
        var weights = Weights();
        var output = new Option<string>("--output")
        {
            Description = "File to write: .vireo for Vireo, .onnx for other runtimes.", HelpName = "FILE",
            Required = true,
        };
        var raw = new Option<bool>("--raw")
        {
            Description = "ONNX: the network alone, from normalised 'input' to 'logits'.",
        };
        var anySize = new Option<bool>("--any-size")
        {
            Description = "ONNX, with --raw: for pictures of any height and width, where the network allows it.",
        };
        var opset = Opset();
        var licence = new Option<string?>("--licence") { Description = "Licence of the weights.", HelpName = "TEXT" };
        var threshold = Threshold();
        var (int8, data, calibration, budget) = CalibrationOptions.Create();
        var json = Shared.Json();
        var onnx = new OnnxOptions();
        var command = new ExampleCommand(
            "export", "Write a model as one file: a bundle with all that belongs to it, or ONNX.",
            "vireo export runs/insects --output insects.vireo --licence CC-BY-4.0",
            "vireo export insects.vireo --output insects.onnx",
            "vireo export runs/a runs/b --weights 2,1 --output both.vireo",
            "vireo export runs/insects --int8 --output insects-int8.vireo")
        {
            sources, output, weights, raw, anySize, opset, licence, threshold, int8, data, calibration, budget, json,
        };
        onnx.AddTo(command);
        command.SetAction(args =>
        {
            var path = args.GetRequiredValue(output);
            var isOnnx = FormOf(path, args.GetValue(raw) || args.GetValue(opset) is not null);
            if (args.GetValue(anySize) && !args.GetValue(raw))
            {
                throw new UsageException("VIR2848", "--any-size is for the network alone: give --raw, too. With its "
                    + "preprocessing inside a file takes pictures of any size anyway.");
            }

            var names = args.GetRequiredValue(sources);
            var ensemble = ModelEnsemble.Find(
                names, args.GetValue(weights) is { Length: > 0 } given ? given : null, Errors.Warn, onnx.Value(args))
                .With(b => Described(b, args.GetValue(licence), args.GetValue(threshold)));
            foreach (var bundle in ensemble.Members)
            {
                if (bundle is { Description.Origin.Started: null, Model: VisionModel })
                    Errors.Warn($"{bundle.Description.Model} was not trained: random weights.");
            }

            if (CalibrationOptions.Wanted(args.GetValue(int8), args.GetValue(data), names) is { } images)
            {
                using var interruption = new Interruption();
                ensemble = ensemble.With(bundle => PostTrainingQuantisation.Calibrate(
                    bundle, images, args.GetValue(calibration), args.GetValue(budget), interruption.Token));
            }

            var options = args.GetValue(opset) is { } set ? new OnnxExportOptions { Opset = set } : new();
            if (!isOnnx) ensemble.Save(path);
            else if (args.GetValue(anySize)) OnnxModel.SaveAnySize(ensemble.Single("--any-size"), path, options);
            else if (args.GetValue(raw)) OnnxModel.Save(ensemble.Single("--raw"), path, raw: true, options);
            else OnnxModel.Save(ensemble, path, options);
            var form = !isOnnx ? "bundle" : args.GetValue(raw) ? "onnx-raw" : "onnx";
            Print(ensemble, path, form, isOnnx ? options.Opset : null, args.GetValue(json));
            return 0;
        });
        return command;
    }

    private static Option<int?> Opset()
    {
        const int Oldest = OnnxGraph.OldestOpset, Newest = OnnxExportOptions.NewestOpset;
        var option = new Option<int?>("--opset")
        {
            Description = $"ONNX: operator set, {Oldest} to {Newest}.", HelpName = "N",
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < Oldest or > Newest)
                result.AddError($"--opset wants a whole number from {Oldest} to {Newest}.");
        });
        return option;
    }

    private static Option<double[]?> Weights()
    {
        var option = new Option<double[]?>("--weights")
        {
            Description = "How much each of several models counts; all the same unless given.", HelpName = "W,W",
        };
        option.CustomParser = result =>
        {
            var numbers = Array.ConvertAll(result.Tokens[0].Value.Split(','), word => double.TryParse(
                word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN);
            if (Array.TrueForAll(numbers, w => double.IsFinite(w) && w > 0)) return numbers;
            result.AddError("--weights wants positive numbers, such as 2,1.");
            return null;
        };
        return option;
    }

    private static Option<double?> Threshold()
    {
        var option = new Option<double?>("--threshold")
        {
            Description = "Classes less probable than this are not named.", HelpName = "P",
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is < 0 or > 1 or double.NaN)
                result.AddError("--threshold wants a number from 0 to 1.");
        });
        return option;
    }

    private static void Print(ModelEnsemble it, string path, string form, int? opset, bool json)
    {
        var line = new ExportLine(Path.GetFullPath(path), form, it.Name, it.Classes.Count,
            it.Members.Max(m => m.Description.Preprocessing.Size), opset, new FileInfo(path).Length);
        if (json) CliJson.Print(line, j => j.ExportLine);
        else Console.WriteLine($"{path}: {line.Model}, {line.Classes} classes, {Text.Bytes(line.Bytes)}");
    }

    private static bool FormOf(string path, bool wantsOnnx)
    {
        var isOnnx = path.EndsWith(OnnxExtension, StringComparison.OrdinalIgnoreCase);
        if (!isOnnx && !path.EndsWith(ModelBundle.Extension, StringComparison.OrdinalIgnoreCase))
            throw new UsageException("VIR2812",
                $"{path}: what form should that be? Name a file that ends in {ModelBundle.Extension} or "
                + $"{OnnxExtension}.");
        if (wantsOnnx && !isOnnx)
            throw new UsageException("VIR2813", $"--raw and --opset are for {OnnxExtension} files, not for {path}.");
        return isOnnx;
    }

    private static ModelBundle Described(ModelBundle bundle, string? licence, double? threshold) =>
        bundle.With(it => it with
        {
            Origin = it.Origin with { Licence = licence ?? it.Origin.Licence },
            Postprocessing = it.Postprocessing with { Threshold = threshold ?? it.Postprocessing.Threshold },
        });
}
