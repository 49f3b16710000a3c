using System.Text.Json;
using Vireo.Testing;
using Vireo.Vision.Metrics;

namespace Vireo.Vision.Tests.Metrics;

public class ClassificationMetricsTests
{
    private const double Tolerance = 1e-6;

    [Theory]
    [InlineData("labels_5class_missing_predictions")]
    [InlineData("labels_binary")]
    [InlineData("labels_10class")]
    public void Labels_are_scored_as_scikit_learn_scores_them(string name)
    {
        var golden = Case(name);
        var inputs = golden.GetProperty("inputs");
        var expected = golden.GetProperty("expected");
        var classes = inputs.GetProperty("classes").GetInt32();
        var metrics = new ClassificationMetrics(classes);
        int[] labels = Ints(inputs.GetProperty("y_true")), predicted = Ints(inputs.GetProperty("y_pred"));
        foreach (var (label, guess) in labels.Zip(predicted))
        {
            metrics.Add([.. Enumerable.Range(0, classes).Select(c => c == guess ? 1f : 0f)], [label]);
        }

        var report = metrics.Report();

        Assert.Equal(expected.GetProperty("accuracy").GetDouble(), metrics.Top1, Tolerance);
        var confusion = expected.GetProperty("confusion_rows_true_cols_predicted");
        for (var i = 0; i < classes * classes; i++)
        {
            Assert.Equal(confusion[i / classes][i % classes].GetInt64(), metrics.Confusion(i / classes, i % classes));
        }

        var perClass = expected.GetProperty("per_class");
        for (var c = 0; c < classes; c++)
        {
            Assert.Equal(perClass.GetProperty("precision")[c].GetDouble(), report.PerClass[c].Precision, Tolerance);
            Assert.Equal(perClass.GetProperty("recall")[c].GetDouble(), report.PerClass[c].Recall, Tolerance);
            Assert.Equal(perClass.GetProperty("f1")[c].GetDouble(), report.PerClass[c].F1, Tolerance);
            Assert.Equal(perClass.GetProperty("support")[c].GetInt64(), report.PerClass[c].Support);
        }

        Close(expected.GetProperty("macro"), report.Macro);
        Close(expected.GetProperty("weighted"), report.Weighted);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Top_k_is_that_of_scikit_learn(int k)
    {
        var golden = Case("probabilities_8class");
        var inputs = golden.GetProperty("inputs");
        float[] scores = [.. inputs.GetProperty("scores").EnumerateArray().SelectMany(Floats)];
        var labels = Ints(inputs.GetProperty("y_true"));
        var metrics = new ClassificationMetrics(8, topK: k);

        metrics.Add(scores.AsSpan(0, 8 * 10), labels.AsSpan(0, 10)); // In two batches, as training does.
        metrics.Add(scores.AsSpan(8 * 10), labels.AsSpan(10));

        Assert.Equal(golden.GetProperty("expected").GetProperty($"top{k}").GetDouble(), metrics.TopK, Tolerance);
        Assert.Equal(golden.GetProperty("expected").GetProperty("top1").GetDouble(), metrics.Top1, Tolerance);
    }

    [Fact]
    public void Of_equal_scores_the_lowest_index_comes_first()
    {
        var metrics = new ClassificationMetrics(3, topK: 2);
        metrics.Add([1, 1, 1, 1, 1, 1, 1, 1, 1], [0, 1, 2]);

        Assert.Equal(1 / 3.0, metrics.Top1, Tolerance);
        Assert.Equal(2 / 3.0, metrics.TopK, Tolerance);
        Assert.Equal(1, metrics.Confusion(2, 0));
    }

    [Fact]
    public void K_is_no_more_than_the_classes_and_nothing_counted_is_zero()
    {
        var metrics = new ClassificationMetrics(2);
        var report = metrics.Report();

        Assert.Equal(2, report.K);
        Assert.Equal(0, report.Top1);
        Assert.Equal(new ClassScore(0, 0, 0, 0), report.Weighted);
    }

    [Fact]
    public void A_score_that_is_no_number_is_not_counted_as_right()
    {
        var metrics = new ClassificationMetrics(2);

        Assert.Equal("VIR5001", Assert.Throws<VireoException>(() => metrics.Add([0, float.NaN], [1])).Code);
        Assert.Throws<ArgumentException>(() => metrics.Add([0, 1, 2], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => metrics.Add([0, 1], [2]));
    }

    private static JsonElement Case(string name) =>
        JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.Golden("metrics/classification.json"))).RootElement
            .GetProperty("cases").EnumerateArray().Single(item => item.GetProperty("name").GetString() == name);

    private static int[] Ints(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetInt32())];

    private static float[] Floats(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetSingle())];

    private static void Close(JsonElement expected, ClassScore actual)
    {
        Assert.Equal(expected.GetProperty("precision").GetDouble(), actual.Precision, Tolerance);
        Assert.Equal(expected.GetProperty("recall").GetDouble(), actual.Recall, Tolerance);
        Assert.Equal(expected.GetProperty("f1").GetDouble(), actual.F1, Tolerance);
    }
}
