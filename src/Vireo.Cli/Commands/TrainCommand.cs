using System.CommandLine;
using Vireo.Cli.Display;
using Vireo.Training.Classification;
using Vireo.Training.Config;
using Vireo.Training.Runs;

namespace Vireo.Cli.Commands;

/// <summary><c>vireo train</c>: trains a classifier into a run folder.</summary>
internal static class TrainCommand
{
    // Options that stand for a key of the configuration.
    private static readonly (string Option, string Key, string Value, string Description)[] Keys =
    [
        ("--data", "data.train", "DIR", "Folder per class, list file, or folder with train_list.txt."),
        ("--val", "data.val", "DIR", "Validate with these; otherwise the data's own part, or a share of it."),
        ("--val-fraction", "data.val_fraction", "X", "Share to validate with where none is given."),
        ("--model", "model.name", "NAME", "Model, of those that `vireo models` lists, or an .onnx file."),
        ("--epochs", "train.epochs", "N", "Passes over the training images."),
        ("--batch-size", "train.batch_size", "B", "Images per batch."),
        ("--image-size", "train.image_size", "S", "Side of the images in pixels."),
        ("--optimizer", "optimizer.name", "NAME", "Rule that moves the weights."),
        ("--lr", "optimizer.lr", "X", "Learning rate after the warm-up."),
        ("--schedule", "schedule.name", "NAME", "Course of the learning rate."),
        ("--seed", "train.seed", "N", "Seed of everything random."),
    ];

    private static readonly Option<string> Output =
        new("--output") { Description = "Folder of the run.", HelpName = "RUN", Required = true };

    private static readonly Option<string?> Config =
        new("--config") { Description = "YAML file with keys; options win over it.", HelpName = "FILE" };

    private static readonly Option<bool> Resume =
        new("--resume") { Description = "Go on with the run in --output, or begin it where there is none." };

    private static readonly Option<bool> Overwrite =
        new("--overwrite") { Description = "Remove the run in --output first." };

    private static readonly Option<bool> SkipBad =
        new("--skip-bad") { Description = "Go on without images that cannot be read." };

    private static readonly Option<string[]> Set =
        new("-o") { Description = "Any key of the configuration, such as augment.flip=0.", HelpName = "key=value" };

    public static Command Create()
    {
        var json = Shared.Json();
        var options = Keys.Select(key => (key.Key, Option: new Option<string>(key.Option)
        {
            Description = $"{key.Description}{Choice(key.Key)}{Standard(key.Key)}", HelpName = key.Value,
        })).ToList();
        var command = new ExampleCommand(
            "train", "Train a classifier; stop it with Ctrl-C, go on with --resume.",
            "vireo train --data photos --model resnet18 --epochs 30 --image-size 128 --output runs/photos",
            "vireo train --data photos --optimizer sgd --lr 0.1 --schedule step -o schedule.step_size=10 "
            + "--output runs/sgd",
            "vireo train --data photos -o train.accumulate=4 --output runs/big "
            + "-o 'optimizer.groups=[{pattern: features.0, freeze: true}]'",
            "vireo train --data photos --model network.onnx --lr 1e-4 --output runs/network",
            "vireo train --output runs/photos --resume")
        {
            Output, Config, Resume, Overwrite, SkipBad, Set, json,
        };
        foreach (var (_, option) in options) command.Options.Add(option);
        command.SetAction(args =>
        {
            using var interruption = new Interruption();
            var given = options.Where(o => args.GetResult(o.Option) is not null)
                .Select(o => (o.Key, o.Option.Name, Value: args.GetRequiredValue(o.Option)))
                .Select(o => new ConfigOverride(o.Key, o.Value, $"{o.Name} {o.Value}"));
            var skip = args.GetValue(SkipBad) ? new ConfigOverride[] { new("data.skip_bad", "true", "--skip-bad") }
                : [];
            var request = new RunRequest(args.GetRequiredValue(Output), Mode(args))
            {
                Command = [.. args.Tokens.Select(token => token.Value)], ConfigFile = args.GetValue(Config),
                Options = [.. given, .. skip], Overrides = args.GetValue(Set) ?? [],
            };
            return TrainDisplay.For(args.GetValue(json)).Run(request, interruption.Token);
        });
        return command;
    }

    private static RunMode Mode(ParseResult args) => (args.GetValue(Resume), args.GetValue(Overwrite)) switch
    {
        (true, true) => throw new UsageException("VIR3203", "--resume and --overwrite exclude each other."),
        (true, _) => RunMode.Resume,
        (_, true) => RunMode.Overwrite,
        _ => RunMode.New,
    };

    // Of a key that takes names: which.
    private static string Choice(string key) => ConfigKeys.Find(key, "").Wanted is var wanted
        && wanted.StartsWith("one of", StringComparison.Ordinal) ? $" It is {wanted}." : "";

    private static string Standard(string key)
    {
        var value = ConfigKeys.Find(key, "").Format(new());
        return value == "null" ? "" : $" Default: {value}.";
    }
}
