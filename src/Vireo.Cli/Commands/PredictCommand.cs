using System.CommandLine;
using Vireo.Training.Classification;
using Vireo.Vision.Datasets;

namespace Vireo.Cli.Commands;

/// <summary><c>vireo predict RUN FILE|DIR|GLOB...</c>: the best classes of each image.</summary>
internal static class PredictCommand
{
    private const int BadData = 3;

    /// <param name="name">What the command is called.</param>
    /// <param name="typed">How it is typed in examples.</param>
    public static Command Create(string name = "predict", string typed = "vireo predict")
    {
        var onnx = new OnnxOptions();
        var tiles = new TileOptions();
        var run = Shared.Run();
        var json = Shared.Json();
        var tta = Shared.Augmentation();
        var precision = Shared.Precision();
        var files = new Argument<string[]>("FILE")
        {
            Description = "Image files, folders, lists (.txt), or patterns such as 'photos/**/*.jpg'.",
            Arity = ArgumentArity.OneOrMore,
        };
        var top = new Option<int>("--top") { Description = "Classes to name.", HelpName = "K" };
        top.DefaultValueFactory = _ => 5;
        top.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError("--top wants a whole number from 1 on.");
        });
        var command = new ExampleCommand(
            name, "Say what images show, a line for each.",
            $"{typed} insects.vireo photo.png --top 3", $"{typed} network.onnx 'photos/**/*.jpg' --json",
            $"{typed} surface.vireo sheet.tif --tile 512 --output map.png")
        {
            run, files, top, precision, tta, json,
        };
        tiles.AddTo(command);
        onnx.AddTo(command);
        command.SetAction(args =>
        {
            using var interruption = new Interruption();
            var paths = ImageSearch.Find(args.GetRequiredValue(files));
            var isTiled = tiles.Check(args, paths);
            using var predictor = Predictor.Load(
                args.GetRequiredValue(run), Errors.Warn, args.GetValue(precision), single: !isTiled,
                onnx: onnx.Value(args), mirrors: args.GetValue(tta) is not null);
            var status = 0;
            foreach (var path in isTiled ? paths : [])
            {
                var line = tiles.Predict(args, predictor, path, args.GetValue(top), interruption.Token);
                if (args.GetValue(json)) CliJson.Print(line, j => j.TiledLine);
                else TileOptions.Print(line);
                if (line.Error is not null) status = BadData;
            }

            foreach (var outcome in predictor.PredictEach(isTiled ? [] : paths, args.GetValue(top), interruption.Token))
            {
                if (args.GetValue(json)) CliJson.Print(Line(outcome), j => j.PredictLine);
                else Print(outcome);
                if (outcome.Failure is not null) status = BadData;
            }

            return status;
        });
        return command;
    }

    private static PredictLine Line(PredictionOutcome outcome) =>
        new(outcome.Path, outcome.Line?.Top, outcome.Failure?.Message);

    private static void Print(PredictionOutcome outcome)
    {
        if (outcome.Failure is { } failure)
        {
            Console.Error.WriteLine($"error {failure.Code}: {failure.Reason}");
            return;
        }

        var top = outcome.Line?.Top.Select(t => $"{t.Class} {t.Probability:0.000}") ?? [];
        Console.WriteLine($"{outcome.Path}: {string.Join(", ", top)}");
    }
}
