using System.CommandLine;
using Vireo.Training.Bundles;
using Vireo.Training.Verification;
using Vireo.Vision.Datasets;

namespace Vireo.Cli.Commands;

/// <summary><c>vireo verify RUN|FILE --data DIR</c>: does the model answer the same in every way it can be
/// run?</summary>
internal static class VerifyCommand
{
    private const int Differs = 1;

    public static Command Create()
    {
        var model = Shared.Run();
        var data = new Option<string[]>("--data")
        {
            Description = "Image files, folders, lists (.txt), or patterns.", HelpName = "DIR", Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var onnx = new Option<string?>("--onnx")
        {
            Description = "Exported file to compare; without it one is exported for the occasion.", HelpName = "FILE",
        };
        var limit = Shared.Positive("--limit", "Images to compare at most, taken evenly from all; default: 200.", "N");
        var tolerance = new Option<double?>("--tolerance")
        {
            Description = "Largest difference of a probability that is accepted; default: 0.0001, in eight bits 0.05.",
            HelpName = "P",
        };
        var json = Shared.Json();
        var preparation = new OnnxOptions();
        var command = new ExampleCommand(
            "verify", "Run images through the trainer's graph, the plan that predicts and ONNX Runtime, and compare.",
            "vireo verify insects.vireo --data photos", "vireo verify runs/insects --data photos --onnx insects.onnx")
        {
            model, data, onnx, limit, tolerance, json,
        };
        preparation.AddTo(command);
        command.SetAction(args =>
        {
            using var interruption = new Interruption();
            var paths = ImageSearch.Find(args.GetRequiredValue(data)).ToList();
            var most = Math.Min(args.GetValue(limit) ?? 200, paths.Count);
            var chosen = Enumerable.Range(0, most).Select(i => paths[(int)((long)i * paths.Count / most)]).ToList();
            var ensemble = ModelEnsemble.Open(
                args.GetRequiredValue(model), Errors.Warn, preparation.Value(args));
            var report = ModelVerification.Run(ensemble, chosen, args.GetValue(onnx), interruption.Token);
            var agrees = report.IsWithin(
                args.GetValue(tolerance) ?? ModelVerification.ToleranceFor(ensemble));
            if (args.GetValue(json)) CliJson.Print(Line(report, agrees), j => j.VerifyLine);
            else Print(report, agrees);
            return agrees ? 0 : Differs;
        });
        return command;
    }

    private static VerifyLine Line(VerificationReport report, bool agrees) => new(
        agrees, report.Images, report.Unreadable,
        [.. report.Agreements.Select(a => new AgreementLine(a.Way, a.Largest, a.Mean, a.OtherLabels, a.Worst))],
        report.Missing);

    private static void Print(VerificationReport report, bool agrees)
    {
        if (report.Missing is { } missing) Errors.Warn($"ONNX Runtime does not take part: {missing}.");
        if (report.Unreadable > 0) Errors.Warn($"{report.Unreadable} images cannot be read and were left out.");
        Console.WriteLine($"{report.Images} images, against the trainer's graph:");
        foreach (var a in report.Agreements)
        {
            Console.WriteLine($"  {a.Way,-12} largest difference {a.Largest:0.0e+00}, mean {a.Mean:0.0e+00}, "
                + $"{a.OtherLabels} other labels{(a.Largest > 0 ? $"; worst: {a.Worst}" : "")}");
        }

        Console.WriteLine(agrees ? "All agree." : "They differ.");
    }
}
