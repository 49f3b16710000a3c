using System.CommandLine;
using System.Globalization;
using Vireo.Training.Bundles;
using Vireo.Vision.Augment;

namespace Vireo.Cli.Commands;

/// <summary>What may have to be said about an ONNX file from elsewhere: <c>--size</c>, <c>--mean</c>, <c>--std</c>,
/// <c>--classes</c>.</summary>
internal sealed class OnnxOptions
{
    private const int MostNames = 1 << 20;

    private readonly Option<int?> _size =
        Shared.Positive("--size", "Foreign ONNX: side of the pictures that the network sees.", "S");

    private readonly Option<ChannelValues?> _mean = Channels("--mean", "Foreign ONNX: mean per channel.");
    private readonly Option<ChannelValues?> _std = Channels("--std", "Foreign ONNX: deviation per channel.");

    private readonly Option<string?> _classes = new("--classes")
    {
        Description = "Foreign ONNX: text file with the names of the classes, one a line.", HelpName = "FILE",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_size, _mean, _std, _classes]) command.Options.Add(option);
    }

    /// <summary>What was said.</summary>
    /// <exception cref="UsageException">The file with the names cannot be read.</exception>
    public OnnxPreparation Value(ParseResult args) => new()
    {
        Size = args.GetValue(_size), Mean = args.GetValue(_mean), Std = args.GetValue(_std),
        Classes = args.GetValue(_classes) is { } path ? Names(path) : null,
    };

    private static List<string> Names(string path)
    {
        try
        {
            List<string> names = [.. File.ReadLines(path).Take(MostNames).Select(line => line.Trim())];
            while (names is [.., ""]) names.RemoveAt(names.Count - 1);
            return names;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UsageException("VIR2845", $"the names of the classes cannot be read: {failure.Message}", failure);
        }
    }

    private static Option<ChannelValues?> Channels(string name, string description)
    {
        var option = new Option<ChannelValues?>(name) { Description = description, HelpName = "R,G,B" };
        option.CustomParser = result =>
        {
            var numbers = result.Tokens[0].Value.Split(',').Select(word => float.TryParse(
                word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : float.NaN).ToList();
            if (numbers is [var r, var g, var b] && numbers.TrueForAll(float.IsFinite)) return new(r, g, b);
            result.AddError($"{name} wants three numbers, such as 0.485,0.456,0.406.");
            return null;
        };
        return option;
    }
}
