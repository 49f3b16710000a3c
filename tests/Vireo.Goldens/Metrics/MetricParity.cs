using System.Text.Json;
using Vireo.Vision.Metrics;

namespace Vireo.Goldens.Metrics;

/// <summary>Compares metrics with golden cases. Of a case, what we have is compared; what we lack is said.</summary>
internal static class MetricParity
{
    private const double Tolerance = 1e-6;

    /// <summary>The result of one case.</summary>
    public static CaseResult Run(JsonElement item)
    {
        var name = item.Text("name");
        return CaseResult.Of(name, "metrics", () =>
        {
            if (item.Find("inputs") is not { } inputs || inputs.Find("classes") is not { } classes
                || inputs.Find("y_true") is not { } labels || labels.GetArrayLength() == 0
                || labels[0].ValueKind != JsonValueKind.Number)
            {
                throw new MissingException(name);
            }

            var expected = item.GetProperty("expected");
            List<string> missing;
            if (inputs.Find("scores") is { } scores) missing = Scores(expected, labels.Ints(), scores.Numbers(), classes.GetInt32());
            else if (inputs.Find("y_pred") is { } guesses && inputs.Find("shape") is null)
            {
                missing = Labels(expected, labels.Ints(), guesses.Ints(), classes.GetInt32());
            }
            else throw new MissingException(name);

            if (missing.Count > 0) throw new MissingException(string.Join(", ", missing));
        });
    }

    private static List<string> Scores(JsonElement expected, int[] labels, double[] scores, int classes)
    {
        var missing = new List<string>();
        foreach (var value in expected.EnumerateObject())
        {
            if (value.Name.StartsWith("top", StringComparison.Ordinal) && int.TryParse(value.Name.AsSpan(3), out var k))
            {
                var metrics = new ClassificationMetrics(classes, k);
                metrics.Add(Array.ConvertAll(scores, s => (float)s), labels);
                Require(value.Name, value.Value.Number(), metrics.TopK);
                Require("top1", expected.Find("top1")?.Number() ?? metrics.Top1, metrics.Top1);
            }
            else missing.Add(value.Name);
        }

        return missing;
    }

    private static List<string> Labels(JsonElement expected, int[] labels, int[] guesses, int classes)
    {
        var metrics = new ClassificationMetrics(classes, 1);
        for (var i = 0; i < labels.Length; i++)
        {
            var scores = new float[classes];
            scores[guesses[i]] = 1;
            metrics.Add(scores, [labels[i]]);
        }

        var (report, missing) = (metrics.Report(), new List<string>());
        foreach (var value in expected.EnumerateObject())
        {
            switch (value.Name)
            {
                case "accuracy": Require(value.Name, value.Value.Number(), metrics.Top1); break;
                case "confusion_rows_true_cols_predicted":
                    RequireAll(
                        value, [.. Enumerable.Range(0, classes * classes).Select(i => (double)metrics.Confusion(i / classes, i % classes))]);
                    break;
                case "macro": Average(value, report.Macro, missing); break;
                case "weighted": Average(value, report.Weighted, missing); break;
                case "per_class": PerClass(value, report, missing); break;
                default: missing.Add(value.Name); break;
            }
        }

        return missing;
    }

    private static double? Part(ClassScore score, string name) => name switch
    {
        "precision" => score.Precision,
        "recall" => score.Recall,
        "f1" => score.F1,
        "support" => score.Support,
        _ => null,
    };

    private static void Average(JsonProperty average, ClassScore score, List<string> missing)
    {
        foreach (var value in average.Value.EnumerateObject())
        {
            if (Part(score, value.Name) is { } found) Require($"{average.Name} {value.Name}", value.Value.Number(), found);
            else missing.Add($"{average.Name} {value.Name}");
        }
    }

    private static void PerClass(JsonProperty table, ClassificationReport report, List<string> missing)
    {
        foreach (var value in table.Value.EnumerateObject())
        {
            var found = report.PerClass.Select(c => Part(c, value.Name)).OfType<double>().ToArray();
            if (found.Length == 0) missing.Add($"{table.Name} {value.Name}");
            else RequireAll(value, found);
        }
    }

    private static void RequireAll(JsonProperty value, double[] found)
    {
        var expected = value.Value.Numbers();
        if (expected.Length != found.Length) throw new MismatchException($"{value.Name}: {found.Length} numbers, expected {expected.Length}");
        for (var i = 0; i < found.Length; i++) Require($"{value.Name}[{i}]", expected[i], found[i]);
    }

    private static void Require(string what, double expected, double found)
    {
        if (Math.Abs(expected - found) <= Tolerance) return;
        throw new MismatchException($"{what} is {found:R}, expected {expected:R}");
    }
}
