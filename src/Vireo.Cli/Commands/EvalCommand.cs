using System.CommandLine;
using Vireo.Training.Classification;

namespace Vireo.Cli.Commands;

/// <summary><c>vireo eval RUN --data DIR</c>: judges the best model of a run.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var run = Shared.Run();
        var json = Shared.Json();
        var tta = Shared.Augmentation();
        var onnx = new OnnxOptions();
        var precision = Shared.Precision();
        var data = new Option<string>("--data")
        {
            Description = "Folder per class, list file, or folder with lists; its validation part where it has one.",
            HelpName = "DIR", Required = true,
        };
        var command = new ExampleCommand(
            "eval", "Judge the best model of a run: top-1, top-5, precision and recall per class.",
            "vireo eval runs/insects --data insects --json") { run, data, precision, tta, json };
        onnx.AddTo(command);
        command.SetAction(args =>
        {
            using var interruption = new Interruption();
            using var predictor = Predictor.Load(
                args.GetRequiredValue(run), Errors.Warn, args.GetValue(precision), single: false,
                onnx.Value(args), args.GetValue(tta) is not null);
            var report = predictor.Evaluate(args.GetRequiredValue(data), cancellation: interruption.Token).Report;
            var line = new EvalLine(report.Samples, report.Top1, report.TopK, [.. report.PerClass.Select((score, i) =>
                new ClassLine(predictor.Classes[i], score.Precision, score.Recall, score.F1, score.Support))]);
            if (args.GetValue(json)) CliJson.Print(line, j => j.EvalLine);
            else Print(line, report.K);
            return 0;
        });
        return command;
    }

    private static void Print(EvalLine line, int k)
    {
        Console.WriteLine($"{line.Samples} images: top-1 {line.Top1:0.0000}, top-{k} {line.Top5:0.0000}");
        var width = Math.Max(5, line.PerClass.Max(c => c.Class.Length)) + 2;
        Console.WriteLine($"{"class".PadRight(width)}{"precision",10}{"recall",10}{"f1",10}{"support",10}");
        foreach (var c in line.PerClass)
        {
            Console.WriteLine($"{c.Class.PadRight(width)}{c.Precision,10:0.0000}{c.Recall,10:0.0000}{c.F1,10:0.0000}"
                + $"{c.Support,10}");
        }
    }
}
