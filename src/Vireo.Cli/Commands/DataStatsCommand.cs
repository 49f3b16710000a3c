using System.CommandLine;
using System.Globalization;
using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Statistics;

namespace Vireo.Cli.Commands;

/// <summary><c>vireo data stats DATA</c>: a data set in numbers.</summary>
internal static class DataStatsCommand
{
    private const int MostClasses = 40;
    private const string Blocks = "▁▂▃▄▅▆▇█";

    public static ExampleCommand Create()
    {
        var (input, from, images, json) =
            (DataCommand.Input(), DataCommand.From(), DataCommand.Images(), Shared.Json());
        var anchors = Shared.Positive("--anchors", "Anchors to find; default 9.", "K");
        var size =
            Shared.Positive("--image-size", "Input side that anchors and small objects are for; default 608.", "S");
        var decode = new Option<int?>("--decode")
        {
            Description = "Images to decode for mean and deviation; default 500, 0 for none.", HelpName = "N",
        };
        var command = new ExampleCommand(
            "stats", "Count images and targets; sizes of images and boxes, anchors, mean and deviation of pixels.",
            "vireo data stats insects", "vireo data stats insects --image-size 640 --json")
        {
            input, from, images, anchors, size, decode, json,
        };
        command.SetAction((args, cancellation) => Task.Run(
            () =>
            {
                var (format, dataset) = DataCommand.Read(
                    args.GetRequiredValue(input), args.GetValue(from),
                        new() { Images = args.GetValue(images), KeepMissing = true });
                var defaults = new StatisticsOptions();
                var options = defaults with
                {
                    Anchors = args.GetValue(anchors) ?? defaults.Anchors,
                    InputSize = args.GetValue(size) ?? defaults.InputSize,
                    DecodedImages = Math.Max(0, args.GetValue(decode) ?? defaults.DecodedImages),
                };
                var statistics = DatasetStatistics.Compute(dataset, options, cancellation);
                if (args.GetValue(json)) CliJson.Print(DataStatsLine.Of(format, statistics), j => j.DataStatsLine);
                else Print(format, dataset, statistics, options);
                return 0;
            },
            cancellation));
        return command;
    }

    private static void Print(
        DatasetFormat format, Dataset dataset, DatasetStatistics statistics, StatisticsOptions options)
    {
        Console.WriteLine($"{dataset.Root}: {format.Description}");
        foreach (var part in statistics.Splits)
        {
            var name = part.Split.Length > 0 ? part.Split : "all";
            Console.WriteLine($"{name}: {part.Images} images{Some(part.Objects, "objects")}"
                + $"{Some(part.Identities, "identities")}{Some(part.Texts, "texts")}"
                + Some(part.Empty, "without a target"));
            foreach (var (label, count) in part.Classes.Index().Take(MostClasses))
                Console.WriteLine($"  {Text.Printable(statistics.Classes[label]),-28}{count,12}");

            if (part.Classes.Count > MostClasses)
                Console.WriteLine($"  and {part.Classes.Count - MostClasses} classes more");
        }

        Console.WriteLine("sizes: " + string.Join(", ", statistics.Sizes.Select(pair => $"{pair.Size} ({pair.Images})"))
            + Some(statistics.Unreadable, "unreadable"));
        Row("width", statistics.Width);
        Row("height", statistics.Height);
        if (statistics.Boxes is { } boxes) Print(boxes, options);
        if (statistics.Anchors is { } found)
        {
            Console.WriteLine($"anchors at {options.InputSize}: "
                + string.Join(", ", found.Anchors.Select(a => Invariant($"{a.Width:0.0}x{a.Height:0.0}")))
                + Invariant($"; mean best IoU {found.MeanBestIou:0.000}"));
        }

        if (statistics.Channels is { Images: > 0 } channels)
        {
            Console.WriteLine($"pixels of {channels.Images} images: mean {Three(channels.Mean)}, "
                + $"deviation {Three(channels.Deviation)}{Some(channels.Unreadable, "unreadable")}");
        }

        Console.WriteLine($"advised input size: {statistics.AdvisedSize}, because {statistics.Advice}");
    }

    private static void Print(BoxStatistics boxes, StatisticsOptions options)
    {
        Console.WriteLine(
            $"boxes: {boxes.Count}{Some(boxes.Empty, "empty")}{Some(boxes.Outside, "reach out of their image")}");
        Row("box width", boxes.Width);
        Row("box height", boxes.Height);
        Row("width / height", boxes.Ratio);
        Row("boxes per image", boxes.PerImage);
        Console.WriteLine($"  small {Text.Share(boxes.Small)}, medium {Text.Share(boxes.Medium)}, "
            + $"large {Text.Share(boxes.Large)}; at {options.InputSize}: small {Text.Share(boxes.SmallAtInput)}, "
            + $"under 8 pixels {Text.Share(boxes.TinyAtInput)}");
    }

    private static void Row(string name, Distribution? of)
    {
        if (of is null) return;
        Console.WriteLine(Invariant($"  {name,-16} min {of.Min:0.##}, 10% {of.P10:0.##}, median {of.Median:0.##}, ")
            + Invariant($"90% {of.P90:0.##}, max {of.Max:0.##}, mean {of.Mean:0.##}{Columns(of)}"));
    }

    // From the smallest value to the largest, in bins of equal width.
    private static string Columns(Distribution of) => of.Bins.Count < 2 ? "" : "  "
        + string.Concat(of.Bins.Select(
            count => count == 0 ? ' ' : Blocks[(Blocks.Length - 1) * count / of.Bins.Max()]));

    private static string Some(int count, string what) => count > 0 ? $", {count} {what}" : "";

    private static string Three(ValueList<double> values) =>
        $"[{string.Join(", ", values.Select(value => Invariant($"{value:0.0000}")))}]";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
