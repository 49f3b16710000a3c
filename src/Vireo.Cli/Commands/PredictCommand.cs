using System.CommandLine;
using Vireo.Training.Classification;
using Vireo.Vision.Datasets;

namespace Vireo.Cli.Commands;

/// <summary><c>vireo predict RUN FILE|DIR|GLOB...</c>: the best classes of each image.</summary>
internal static class PredictCommand
{
    private const int BadData = 3;

    public static Command Create()
    {
        var run = Shared.Run();
        var json = Shared.Json();
        var precision = Shared.Precision();
        var files = new Argument<string[]>("FILE")
        {
            Description = "Image files, folders, or patterns such as 'photos/**/*.jpg'.",
            Arity = ArgumentArity.OneOrMore,
        };
        var top = new Option<int>("--top") { Description = "Classes to name.", HelpName = "K" };
        top.DefaultValueFactory = _ => 5;
        top.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError("--top wants a whole number from 1 on.");
        });
        var command = new ExampleCommand(
            "predict", "Say what images show, a line for each.",
            "vireo predict runs/insects photo.png --top 3", "vireo predict runs/insects 'photos/**/*.jpg' --json")
        {
            run, files, top, precision, json,
        };
        command.SetAction(args =>
        {
            using var interruption = new Interruption();
            var paths = ImageSearch.Find(args.GetRequiredValue(files));
            using var predictor = Predictor.Load(
                args.GetRequiredValue(run), Errors.Warn, args.GetValue(precision));
            var status = 0;
            foreach (var outcome in predictor.PredictEach(paths, args.GetValue(top)))
            {
                interruption.Token.ThrowIfCancellationRequested();
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
