using System.Globalization;
using System.Text.RegularExpressions;
using Vireo.Testing;

namespace Vireo.Samples.Tests;

/// <summary>Samples run and print what they promise.</summary>
public class SampleTests
{
    private static string[] Printed(Action<TextWriter> sample)
    {
        var output = new StringWriter { NewLine = "\n" };
        sample(output);
        return output.ToString().TrimEnd().Split('\n');
    }

    [Fact]
    public void Tensors_and_gradients() => Assert.Equal(
        [
            "sum of squares: 30", "gradient: 2 4 6 8", "second derivative: 2 2 2 2",
            "convolved: F32[1, 2, 4, 4], greatest 13.5",
        ],
        Printed(TensorsAndGradients.Run));

    [Fact]
    public void Training_by_hand_learns()
    {
        var losses = Printed(TrainByHand.Run)
            .Select(line => double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(4, losses.Length);
        Assert.True(losses[^1] < 0.25 && losses[^1] < losses[0] / 2, string.Join(' ', losses));
    }

    [Fact]
    public void A_classifier_is_trained_and_reported()
    {
        var lines = Printed(TrainClassifier.Run);
        Assert.Matches(@"^validation top-1 after epoch [12]: \d+ ?%$", lines[0]);
        var report = Regex.Match(lines[1], "^report: (.+)$").Groups[1].Value;
        Assert.Contains("</html>", File.ReadAllText(report), StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_is_predicted()
    {
        var lines = Printed(PredictImage.Run);
        Assert.Equal(3, lines.Length);
        Assert.All(lines, line => Assert.Matches(@"^[a-z]+: \d+\.\d ?%$", line));
    }

    [Fact]
    public void An_own_function_computes_and_has_a_gradient() => Assert.Equal(
        ["softsign: -0.5000 0.0000 0.6667", "gradient: 0.2500 1.0000 0.1111"], Printed(YourOwnFunction.Run));

    [Fact]
    public void No_sample_disposes_of_anything() => Assert.DoesNotContain(
        Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "samples", "Vireo.Samples"), "*.cs")
            .SelectMany(File.ReadLines),
        line => Regex.IsMatch(line, @"\busing (var|\()|Dispose\("));
}
