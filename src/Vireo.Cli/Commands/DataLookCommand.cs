using System.CommandLine;
using Vireo.Cli.Display;
using Vireo.Training.Look;
using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Statistics;
using Vireo.Vision.Lint;

namespace Vireo.Cli.Commands;

/// <summary><c>vireo data look DATA</c>: one page to look at a data set.</summary>
internal static class DataLookCommand
{
    public static ExampleCommand Create()
    {
        var (input, from, images) = (DataCommand.Input(), DataCommand.From(), DataCommand.Images());
        var output = new Option<string>("--output")
        {
            Description = "Page to write. Default: data.html.", HelpName = "FILE",
            DefaultValueFactory = _ => "data.html",
        };
        var size = Shared.Positive("--image-size", "Side in pixels that training will scale to. Default: 224.", "S");
        var each = Shared.Positive("--per-class", "Pictures of each class. Default: 8.", "N");
        var most = Shared.Positive("--most", "Pictures in all, which bounds the page. Default: 600.", "N");
        var exact = new Option<bool>("--exact-only") { Description = "Do not look for pictures that nearly agree." };
        var threads = Shared.Positive("--threads", "Threads to use. Default: one per core.", "N");
        var command = new ExampleCommand(
            "look", "Write a page to look at a data set: ground truth, findings, copies, distributions.",
            "vireo data look insects", "vireo data look insects --per-class 20 --output insects.html")
        {
            input, from, images, output, size, each, most, exact, threads,
        };
        command.SetAction(args =>
        {
            using var interruption = new Interruption();
            var path = args.GetRequiredValue(input);
            var (format, dataset) = Read(path, args.GetValue(from), new()
            {
                Images = args.GetValue(images), KeepMissing = true, SkipFaults = true,
            });
            var standard = new LookData { Title = NameOf(path), Dataset = dataset };
            var data = standard with
            {
                Format = $"{format.Description} in {dataset.Root}", Threads = args.GetValue(threads) ?? 0,
                PerClass = args.GetValue(each) ?? standard.PerClass,
                MostPictures = args.GetValue(most) ?? standard.MostPictures,
                Lint = Lint(path, format, args.GetValue(images), args.GetValue(size), !args.GetValue(exact),
                    args.GetValue(threads), interruption.Token),
                Statistics = Numbers(dataset, args.GetValue(size), args.GetValue(threads), interruption.Token),
            };
            var file = args.GetRequiredValue(output);
            LintDisplay.Bar("drawing", told =>
            {
                LookWriter.Write(file, data, told, interruption.Token);
                return file;
            });
            Console.WriteLine(Path.GetFullPath(file));
            return 0;
        });
        return command;
    }

    // Where nothing is labelled yet there is something to look at all the same.
    private static (DatasetFormat Format, Dataset Dataset) Read(string path, string? from, DatasetReadOptions options)
    {
        try
        {
            return DataCommand.Read(path, from, options);
        }
        catch (BadDataException unknown) when (from is null && unknown.Code.EndsWith("1018", StringComparison.Ordinal))
        {
            return DataCommand.Read(path, "images", options);
        }
    }

    private static LintReport Lint(
        string path, DatasetFormat format, string? images, int? size, bool near, int? threads, CancellationToken stop)
    {
        var standard = new LintOptions();
        var options = standard with
        {
            Format = format, Images = images, ImageSize = size ?? standard.ImageSize, NearDuplicates = near,
            Threads = threads ?? 0,
        };
        return LintDisplay.Run(progress => Linter.Run(path, options, progress, stop));
    }

    private static DatasetStatistics Numbers(Dataset dataset, int? size, int? threads, CancellationToken stop)
    {
        var standard = new StatisticsOptions();
        return DatasetStatistics.Compute(
            dataset, standard with { InputSize = size ?? standard.InputSize, Threads = threads ?? 0 }, stop);
    }

    private static string NameOf(string path) =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
}
