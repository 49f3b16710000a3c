using System.Text.Json.Nodes;
using Vireo.Testing;

namespace Vireo.Goldens.Tests;

/// <summary>The suite itself: it has to notice what is wrong and to say what is missing.</summary>
public sealed class SuiteTests
{
    private const string Relu =
        """
        {"name": "relu", "op": "relu", "args": {}, "inputs": [{"name": "x", "shape": [2], "data": [-1, 2]}],
         "outputs": {"y": {"shape": [2], "data": [0, 2]}}, "output_grads": {"y": {"shape": [2], "data": [3, 4]}},
         "grads": {"x": {"shape": [2], "data": [0, 4]}}}
        """;

    private static FileResult Run(string json)
    {
        using var folder = new TemporaryFolder();
        return Suite.RunFile(folder.Add("file.json", json), "file.json");
    }

    private static string Cases(params string[] cases) => $$"""{"cases": [{{string.Join(", ", cases)}}]}""";

    [Fact]
    public void Agreement_is_a_pass() => Assert.Equal("file.json: pass", Run(Cases(Relu)).ToString());

    [Theory]
    [InlineData("[0, 2]", "[0, 2.00000002]", "y[1]")]
    [InlineData("[0, 4]", "[0.001, 4]", "gradient of x[0]")]
    [InlineData("[0, 2]", "[0, 2, 3]", "3 numbers")]
    [InlineData("\"data\": [-1, 2]", "\"data\": [-1]", "ArgumentException")]
    public void A_wrong_number_is_a_failure_that_names_it(string from, string to, string said)
    {
        var line = Run(Cases(Relu.Replace(from, to, StringComparison.Ordinal))).ToString();

        Assert.StartsWith("file.json: fail: relu: ", line, StringComparison.Ordinal);
        Assert.Contains(said, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"op\": \"relu\"", "\"op\": \"frobnicate\"", "frobnicate")]
    [InlineData("\"args\": {}", "\"args\": {\"inplace\": true}", "relu with inplace")]
    [InlineData("\"y\"", "\"z\"", "")]
    public void What_we_lack_is_said_and_not_passed_over(string from, string to, string said)
    {
        var result = Run(Cases(Relu, Relu.Replace(from, to, StringComparison.Ordinal)));
        if (said.Length == 0)
        {
            Assert.Equal(Verdict.Pass, result.Verdict); // The only output may have any name.
            return;
        }

        Assert.Equal(Verdict.NotImplemented, result.Verdict);
        Assert.Contains(said, result.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("(1 of 2 cases pass)", result.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"cases\": [", "Fail")]
    [InlineData("{\"cases\": [{\"op\": \"relu\", \"outputs\": {}}]}", "Fail")]
    [InlineData("{\"state_dict\": [], \"name\": \"resnet18\", \"eval\": {}}", "Fail")]
    [InlineData("{\"state_dict\": [], \"name\": \"resnet9000\"}", "NotImplemented")]
    [InlineData("{\"something\": \"else\"}", "NotImplemented")]
    [InlineData("[1, 2]", "NotImplemented")]
    [InlineData("{\"cases\": []}", "NotImplemented")]
    public void A_file_that_is_none_of_ours_never_ends_the_run(string json, string verdict) =>
        Assert.Equal(verdict, Run(json).Verdict.ToString());

    [Theory]
    [InlineData("eval.output.samples.3")]
    [InlineData("train.loss")]
    [InlineData("train.bn_after.1.running_var_l2")]
    [InlineData("train.sgd.losses.3")]
    [InlineData("grads.3.first.0")]
    [InlineData("grad_l2_each.0")]
    [InlineData("stages.2.4")]
    [InlineData("macs_conv_linear_batch1")]
    public void A_changed_number_of_a_model_is_noticed(string path)
    {
        var file = JsonNode.Parse(File.ReadAllText(RepositoryFiles.Golden("models/mobilenet_v3_small.json")))!;
        var node = file;
        foreach (var part in path.Split('.'))
        {
            node = int.TryParse(part, out var place) ? node[place]! : node[part]!;
        }

        node.ReplaceWith(path.StartsWith("macs", StringComparison.Ordinal) ? 1 : node.GetValue<double>() * 1.001);

        Assert.Equal(Verdict.Fail, Run(file.ToJsonString()).Verdict);
    }
}
