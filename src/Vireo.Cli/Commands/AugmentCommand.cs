using System.CommandLine;
using Vireo.Training.Classification;
using Vireo.Training.Config;
using Vireo.Vision.Augment;
using Vireo.Vision.Augment.Yaml;
using Vireo.Vision.Draw;
using Vireo.Vision.Imaging;

namespace Vireo.Cli.Commands;

/// <summary><c>vireo augment</c>: what random changes do to the data.</summary>
internal static class AugmentCommand
{
    private const int StandardRows = 6, StandardDraws = 4, StandardCell = 224, ManyRows = 20;

    public static Command Create() => new ExampleCommand(
        "augment", "Look at random changes of pictures and their labels before training with them.",
        "vireo augment preview photos --output sheet.png")
    {
        CreatePreview(),
    };

    private static ExampleCommand CreatePreview()
    {
        var (input, from, images, json) =
            (DataCommand.Input(), DataCommand.From(), DataCommand.Images(), Shared.Json());
        var output = new Option<string>("--output")
        {
            Description = "Picture to write, .png or .jpg.", HelpName = "FILE", Required = true,
        };
        var pipeline = new Option<string?>("--pipeline")
        {
            Description = "YAML file of augmentations; without it what `train` does.", HelpName = "FILE",
        };
        var count = Shared.Positive("--count", $"Draws of each sample. Default: {StandardDraws}.", "N");
        var rows = Shared.Positive("--rows", $"Samples to show. Default: {StandardRows}.", "N");
        var cell = Shared.Positive("--cell", $"Side of each picture in pixels. Default: {StandardCell}.", "S");
        var seed = new Option<ulong>("--seed") { Description = "Seed of the draws. Default: 0.", HelpName = "N" };
        var sample = new Option<string[]>("--sample")
        {
            Description = "Sample to show, by path, file name or id; may come several times.", HelpName = "ID",
        };
        var command = new ExampleCommand(
            "preview", "Write a contact sheet: samples as they are and as drawn, with their targets.",
            "vireo augment preview coco-folder --pipeline pipeline.yaml --output sheet.png",
            "vireo augment preview photos --output sheet.png --sample a/1.jpg --count 8 --seed 7 --json")
        {
            input, output, pipeline, count, rows, cell, seed, sample, from, images, json,
        };
        command.SetAction(args =>
        {
            using var interruption = new Interruption();
            var path = args.GetRequiredValue(output);
            AugmentationSheet.CheckOutput(path);
            var augmentation = args.GetValue(pipeline) is { } file ? AugmentationYaml.Read(file) : Standard();
            var (_, dataset) = DataCommand.Read(
                args.GetRequiredValue(input), args.GetValue(from), new() { Images = args.GetValue(images) });
            var sheet = new AugmentationSheet(dataset, new(augmentation, args.GetValue(seed)))
            {
                Draws = args.GetValue(count) ?? StandardDraws, Cell = args.GetValue(cell) ?? StandardCell,
            };
            var samples = sheet.Find(args.GetValue(sample) ?? [], args.GetValue(rows) ?? StandardRows);
            var (image, shown) = sheet.Draw(samples, done => Report(done, samples.Count), interruption.Token);
            AugmentationSheet.Save(image, path);
            var line = Line(path, image.Size, augmentation, args.GetValue(seed), shown);
            if (args.GetValue(json)) CliJson.Print(line, j => j.PreviewLine);
            else Print(line);
            return 0;
        });
        return command;
    }

    private static Sequence Standard() =>
        new() { Steps = [.. ClassificationData.TransformsFor(new RunConfig()).Augmentations()] };

    private static void Report(int done, int total)
    {
        if (total >= ManyRows && done % 10 == 0) Console.Error.WriteLine($"{done} of {total} samples drawn");
    }

    private static PreviewLine Line(
        string path, ImageSize size, Augmentation augmentation, ulong seed, IReadOnlyList<SheetRow> rows) =>
        new(Path.GetFullPath(path), size.Width, size.Height, seed, AugmentationYaml.Write(augmentation),
        [
            .. rows.Select(row => new PreviewRowLine(row.Sample, row.Size.Width, row.Size.Height, row.Objects,
                [.. row.Draws.Select(d => new PreviewDrawLine(d.Epoch, d.Size.Width, d.Size.Height, d.Objects))])),
        ]);

    private static void Print(PreviewLine line)
    {
        foreach (var row in line.Rows)
        {
            var objects = row.Draws.Any(draw => draw.Objects > 0) || row.Objects > 0
                ? $", {row.Objects} objects, left: {string.Join(", ", row.Draws.Select(draw => draw.Objects))}" : "";
            Console.WriteLine($"{Text.Printable(row.Sample)}: {row.Width}x{row.Height}{objects}");
        }

        Console.WriteLine($"{line.Rows.Count} samples in {line.Output} ({line.Width}x{line.Height})");
    }
}
