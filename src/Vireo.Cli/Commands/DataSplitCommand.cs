using System.CommandLine;
using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Splitting;

namespace Vireo.Cli.Commands;

/// <summary><c>vireo data split DATA --output DIR</c>: lists to train, validate and test with.</summary>
internal static class DataSplitCommand
{
    public static ExampleCommand Create()
    {
        var (input, from, images, json) =
            (DataCommand.Input(), DataCommand.From(), DataCommand.Images(), Shared.Json());
        var output = new Option<string>("--output")
        {
            Description = "Folder for the lists; `train` reads it. The images stay where they are.", HelpName = "DIR",
            Required = true,
        };
        var val = new Option<double>("--val")
        {
            Description = "Share to validate with. Default: 0.2.", HelpName = "SHARE", DefaultValueFactory = _ => 0.2,
        };
        var test = new Option<double>("--test") { Description = "Share to test with. Default: 0.", HelpName = "SHARE" };
        var by = new Option<string>("--by")
        {
            Description = "class and labels keep the share of every class; all others keep groups together: "
                + $"{string.Join(", ", SplitRule.Names)}. Default: class.",
            HelpName = "RULE", DefaultValueFactory = _ => "class",
        };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the draw. Default: 0.", HelpName = "S" };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace the lists of an earlier split." };
        var command = new ExampleCommand(
            "split", "Write lists of images to train, validate and test with; nothing of the data is touched.",
            "vireo data split photos --output lists --val 0.2 --test 0.1",
            @"vireo data split frames --output lists --by 'name:([^/]+)_\d+\.jpg$'")
        {
            input, from, images, output, val, test, by, seed, overwrite, json,
        };
        command.SetAction(args =>
        {
            var rule = SplitRule.Parse(args.GetRequiredValue(by));
            var shares = new SplitShares
            {
                Val = args.GetValue(val), Test = args.GetValue(test), Seed = args.GetValue(seed),
            };
            var (format, dataset) = DataCommand.Read(
                args.GetRequiredValue(input), args.GetValue(from), new() { Images = args.GetValue(images) });
            if (dataset.Splits.Count > 1)
                Errors.Warn($"the parts {string.Join(", ", dataset.Splits)} of the data are split anew.");
            var folder = args.GetRequiredValue(output);
            var lists = SplitLists.Write(rule.Split(dataset, shares), folder, args.GetValue(overwrite));
            if (args.GetValue(json)) CliJson.Print(Line(format, rule, shares, folder, dataset, lists),
                j => j.DataSplitsLine);
            else Print(dataset, lists);
            Warn(dataset, lists);
            return 0;
        });
        return command;
    }

    private static DataSplitsLine Line(
        DatasetFormat format, SplitRule rule, SplitShares shares, string folder, Dataset dataset,
        IReadOnlyList<SplitList> lists) =>
        new(format.Name, rule.ToString(), shares.Seed, folder,
            [
                .. lists.Select(list => new DataSplitListLine(list.Split, list.Path, list.Images,
                    dataset.Classes.Zip(list.Classes).DistinctBy(pair => pair.First)
                        .ToDictionary(pair => pair.First, pair => pair.Second))),
            ]);

    private static void Print(Dataset dataset, IReadOnlyList<SplitList> lists)
    {
        Console.WriteLine($"{"",-28}{string.Concat(lists.Select(list => $"{list.Split,10}"))}");
        foreach (var (label, name) in dataset.Classes.Index())
        {
            var counts = string.Concat(lists.Select(list => $"{list.Classes[label],10}"));
            Console.WriteLine($"{Text.Printable(name),-28}{counts}");
        }

        Console.WriteLine($"{"images",-28}{string.Concat(lists.Select(list => $"{list.Images,10}"))}");
        foreach (var list in lists) Console.WriteLine($"wrote {list.Path}");
    }

    private static void Warn(Dataset dataset, IReadOnlyList<SplitList> lists)
    {
        var train = lists.First(list => list.Split == "train").Classes;
        var strange = dataset.Classes.Where((_, label) => train[label] == 0 && lists.Any(of => of.Classes[label] > 0))
            .Select(Text.Printable).ToList();
        if (strange.Count > 0)
            Errors.Warn($"no image to train these classes with: {string.Join(", ", strange.Take(20))}.");
    }
}
