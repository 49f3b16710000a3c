using System.CommandLine;
using Vireo.Cli.Display;
using Vireo.Vision.Datasets;
using Vireo.Vision.Lint;

namespace Vireo.Cli.Commands;

/// <summary><c>vireo data lint DIR</c>: says what is wrong with a data set.</summary>
internal static class DataLintCommand
{
    private static readonly LintOptions Standard = new();

    public static ExampleCommand Create()
    {
        var data = new Argument<string>("DIR")
        {
            Description = "Folder of a data set of any known format, or a list or label file of it.",
        };
        var (from, images) = (DataCommand.From(), DataCommand.Images());
        var size = Shared.Positive("--image-size", "Side in pixels that training will scale to. Default: 224.", "S");
        var threads = Shared.Positive("--threads", "Threads to use. Default: one per core.", "N");
        var exact = new Option<bool>("--exact-only") { Description = "Do not look for pictures that nearly agree." };
        var fix = new Option<bool>("--fix")
        {
            Description = "Write lists without what is bad beside the data; no file of the data is touched.",
        };
        var sarif = new Option<string?>("--sarif") { Description = "Write SARIF 2.1.0 as well.", HelpName = "FILE" };
        var most = Shared.Positive("--most", "Places to show for each kind. Default: 5.", "N");
        var json = Shared.Json();
        var command = new ExampleCommand(
            "lint", "Look at every file of a data set and say what will hurt. Exit code 3 when there are errors.",
            "vireo data lint photos --image-size 128", "vireo data lint photos --fix",
            "vireo data lint photos --json | jq '.summary'")
        {
            data, from, images, size, threads, exact, fix, sarif, most, json,
        };
        command.SetAction(args =>
        {
            using var interruption = new Interruption();
            var options = Standard with
            {
                ImageSize = args.GetValue(size) ?? Standard.ImageSize, Threads = args.GetValue(threads) ?? 0,
                NearDuplicates = !args.GetValue(exact),
                Format = args.GetValue(from) is { } name ? DatasetFormat.Named(name) : null,
                Images = args.GetValue(images),
            };
            var report = LintDisplay.Run(progress =>
                Linter.Run(args.GetRequiredValue(data), options, progress, interruption.Token));
            if (report.Format is { } format) Errors.Warn($"read as {format.Description}; --from says otherwise");
            if (args.GetValue(sarif) is { } file) LintDisplay.WriteSarif(report, file);
            if (args.GetValue(json)) LintDisplay.PrintJson(report);
            else LintDisplay.Print(report, args.GetValue(most) ?? 5);
            if (args.GetValue(fix)) LintDisplay.Report(CleanLists.Write(report));
            return report.ExitCode;
        });
        return command;
    }
}
