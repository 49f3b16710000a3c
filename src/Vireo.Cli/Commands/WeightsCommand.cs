using System.CommandLine;
using Vireo.Cli.Display;
using Vireo.Weights;

namespace Vireo.Cli.Commands;

/// <summary><c>vireo weights list|convert</c>: weight files of Vireo, PyTorch, Paddle and NumPy.</summary>
internal static class WeightsCommand
{
    private const int NarrowestName = 4, WidestShape = 24;

    public static Command Create() => new ExampleCommand(
        "weights", "Look into weight files and rewrite them: safetensors, PyTorch, Paddle, NumPy.",
        "vireo weights list resnet18.pth", "vireo weights convert resnet18.pth resnet18.safetensors")
    {
        CreateList(),
        CreateConvert(),
    };

    private static ExampleCommand CreateList()
    {
        var path = new Argument<string>("FILE") { Description = "A .safetensors, .pth, .pt, .pdparams, .npz, .npy …" };
        var json = Shared.Json();
        var command = new ExampleCommand(
            "list", "List the tensors of a weight file. Nothing that the file asks for is run.",
            "vireo weights list resnet18.pth", "vireo weights list model.safetensors --json") { path, json };
        command.SetAction(args =>
        {
            using var file = WeightFile.Read(args.GetRequiredValue(path));
            if (args.GetValue(json)) CliJson.Print(Line(file), j => j.WeightsLine);
            else Print(file);
            return 0;
        });
        return command;
    }

    private static ExampleCommand CreateConvert()
    {
        var from = new Argument<string>("FROM") { Description = "Weight file to read, of any format." };
        var to = new Argument<string>("TO")
        {
            Description = "File to write: .safetensors, .pth, .pt, .npz, or .npy for a single tensor.",
        };
        var force = new Option<bool>("--force") { Description = "Replace the file that is there." };
        var json = Shared.Json();
        var command = new ExampleCommand(
            "convert", "Write the tensors of a weight file in another format, under the same names.",
            "vireo weights convert resnet18.pth resnet18.safetensors") { from, to, force, json };
        command.SetAction(args =>
        {
            var (source, target) = (args.GetRequiredValue(from), args.GetRequiredValue(to));
            var progress = new CopyProgress(Console.Error);
            var done = WeightConversion.Run(source, target, args.GetValue(force), progress.Report);
            if (args.GetValue(json)) CliJson.Print(new(target, done.Tensors, done.Bytes), j => j.ConvertLine);
            else Console.WriteLine($"{done.Tensors} tensors, {Text.Bytes(done.Bytes)}, in {target}");
            if (done.LeftOut > 0) Errors.Warn($"{done.LeftOut} numbers and texts beside the tensors were left out.");
            return 0;
        });
        return command;
    }

    private static WeightsLine Line(WeightFile file) => new(
        file.Path, $"{file.Format}", file.Entries.Count, Elements(file), Bytes(file),
        [.. file.Entries.Select(entry => new WeightLine(
            entry.Name, [.. entry.Shape], $"{entry.Type}", entry.ByteCount))],
        file.Metadata);

    private static void Print(WeightFile file)
    {
        var names = file.Entries.Select(entry => Text.Printable(entry.Name)).ToList();
        var width = names.Append(new(' ', NarrowestName)).Max(name => name.Length);
        Console.WriteLine($"{"name".PadRight(width)}  {"shape",-WidestShape}{"dtype",6}{"bytes",14}");
        foreach (var (name, entry) in names.Zip(file.Entries))
        {
            Console.WriteLine($"{name.PadRight(width)}  {entry.Shape.ToString(),-WidestShape}{entry.Type,6}"
                + $"{entry.ByteCount,14}");
        }

        Console.WriteLine($"{file.Entries.Count} tensors, {Elements(file)} elements ({Text.Count(Elements(file))}), "
            + $"{Bytes(file)} bytes ({Text.Bytes(Bytes(file))}); {file.Format}");
        if (file.Metadata.Count > 0) Console.WriteLine($"{file.Metadata.Count} numbers and texts; --json shows them.");
    }

    private static long Elements(WeightFile file) => file.Entries.Sum(entry => entry.Shape.Count);

    private static long Bytes(WeightFile file) => file.Entries.Sum(entry => entry.ByteCount);
}
