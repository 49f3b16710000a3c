using System.CommandLine;
using Vireo.Vision.Samples;

namespace Vireo.Cli.Commands;

/// <summary><c>vireo samples create NAME --output DIR</c>: writes a sample data set.</summary>
internal static class SamplesCommand
{
    public static Command Create() => new ExampleCommand(
        "samples", "Sample data sets, made from a seed.", "vireo samples create insects --output insects")
    {
        CreateCreate(),
    };

    private static ExampleCommand CreateCreate()
    {
        var name = new Argument<string>("NAME") { Description = "Which one: insects." };
        var output = new Option<string>("--output")
        {
            Description = "Folder to write.", HelpName = "DIR", Required = true,
        };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the drawings.", HelpName = "N" };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace what is there." };
        var json = Shared.Json();
        seed.DefaultValueFactory = _ => new InsectsOptions().Seed;
        var command = new ExampleCommand(
            "create", "Write a sample data set: images with classes, boxes, masks, key points, identities.",
            "vireo samples create insects --output insects --seed 1") { name, output, seed, overwrite, json };
        command.SetAction(args =>
        {
            var folder = Path.GetFullPath(args.GetRequiredValue(output));
            var images = SampleSets.Create(args.GetRequiredValue(name), folder, new()
            {
                Seed = args.GetValue(seed), Overwrite = args.GetValue(overwrite),
            });
            if (args.GetValue(json)) CliJson.Print(new(folder, images, InsectsSample.Classes), j => j.SampleLine);
            else Console.WriteLine($"{images} images of {InsectsSample.Classes.Count} classes in {folder}");
            return 0;
        });
        return command;
    }
}
