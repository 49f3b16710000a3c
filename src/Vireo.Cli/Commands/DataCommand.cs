using System.CommandLine;
using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Targets;

namespace Vireo.Cli.Commands;

/// <summary><c>vireo data</c>: what can be done with labelled images before anything is trained.</summary>
internal static class DataCommand
{
    public static Command Create() => new ExampleCommand(
        "data", "Find faults in labelled images, convert and split them, show them in numbers and in pictures.",
        "vireo data lint photos", "vireo data convert voc-folder --to coco --output coco-folder",
        "vireo data split photos --output lists", "vireo data stats voc-folder", "vireo data look voc-folder")
    {
        DataLintCommand.Create(),
        CreateConvert(),
        DataSplitCommand.Create(),
        DataStatsCommand.Create(),
        DataLookCommand.Create(),
    };

    /// <summary>The data to read.</summary>
    public static Argument<string> Input() => new("DATA")
    {
        Description = "Folder of a data set, or one label file of it.",
    };

    /// <summary><c>--from</c>: the format to read.</summary>
    public static Option<string?> From() => new("--from")
    {
        Description = $"Format of the data: {string.Join(", ", DatasetFormat.All)}. Default: what is found.",
        HelpName = "FORMAT",
    };

    /// <summary><c>--images</c>: where the images are.</summary>
    public static Option<string?> Images() => new("--images")
    {
        Description = "Folder of the images, when they are not below the labels.", HelpName = "DIR",
    };

    /// <summary>Reads what was named, and tells people which format was taken for it.</summary>
    public static (DatasetFormat Format, Dataset Dataset) Read(string path, string? from, DatasetReadOptions options)
    {
        var detected = from is null ? DatasetFormat.Detect(path) : [];
        var format = from is null ? detected[0].Format : DatasetFormat.Named(from);
        foreach (var found in detected.Take(1)) Errors.Warn($"{found.Format.Description}: {found.Evidence}");
        if (detected.Count > 1)
        {
            Errors.Warn("it could also be read as "
                + $"{string.Join(", ", detected.Skip(1).Select(found => found.Format.Name))}: --from says which.");
        }

        var dataset = DatasetFormat.Read(path, format, options);
        foreach (var note in dataset.Notes) Errors.Warn(note);
        return (format, dataset);
    }

    private static ExampleCommand CreateConvert()
    {
        var (input, from, images, json) = (Input(), From(), Images(), Shared.Json());
        var to = new Option<string>("--to")
        {
            Description = "Format to write: "
                + $"{string.Join(", ", DatasetFormat.All.Where(format => format.CanWrite))}.",
            HelpName = "FORMAT", Required = true,
        };
        var output =
            new Option<string>("--output") { Description = "Folder to write.", HelpName = "DIR", Required = true };
        var labels = new Option<bool>("--labels-only") { Description = "Write labels alone; do not copy the images." };
        var whole = new Option<bool>("--whole-pixels") { Description = "Round VOC boxes to whole pixels." };
        var corners = new Option<bool>("--voc-inclusive")
        {
            Description =
                "VOC corners are first and last pixel, counted from 1, as in the original data; default: edges.",
        };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace what is there." };
        var command = new ExampleCommand(
            "convert", "Write a data set in another format, without loss where that has a place for it.",
            "vireo data convert pascal --to coco --output coco",
            "vireo data convert coco/annotations/instances_val.json --images photos --to yolo --output yolo")
        {
            input, from, to, output, images, labels, whole, corners, overwrite, json,
        };
        command.SetAction(args =>
        {
            var voc = args.GetValue(corners) ? VocCorners.OneBasedInclusive : VocCorners.Edges;
            var target = DatasetFormat.Named(args.GetRequiredValue(to));
            var (format, dataset) = Read(
                args.GetRequiredValue(input), args.GetValue(from),
                    new() { Images = args.GetValue(images), VocCorners = voc });
            var report = target.Write(dataset, args.GetRequiredValue(output), new()
            {
                CopyImages = !args.GetValue(labels), WholePixels = args.GetValue(whole), VocCorners = voc,
                Overwrite = args.GetValue(overwrite),
            });
            if (args.GetValue(json)) CliJson.Print(Line(format, target, dataset, report), j => j.DataConvertLine);
            else Print(format, target, report);
            return 0;
        });
        return command;
    }

    private static DataConvertLine Line(
        DatasetFormat from, DatasetFormat to, Dataset dataset, ConversionReport report) =>
        new(from.Name, to.Name, report.Output, report.Images, report.Objects, dataset.Classes, report.Losses);

    private static void Print(DatasetFormat from, DatasetFormat to, ConversionReport report)
    {
        Console.WriteLine(
            $"{from.Name} to {to.Name}: {report.Images} images, {report.Objects} objects in {report.Output}");
        foreach (var (what, count) in report.Losses) Console.WriteLine($"  {to.Name} has no place for: {count} {what}");
    }
}
