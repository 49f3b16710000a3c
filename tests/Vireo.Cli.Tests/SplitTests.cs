using System.Text.Json;
using Vireo.Testing;

namespace Vireo.Cli.Tests;

/// <summary><c>vireo data split</c> as a process.</summary>
public sealed class SplitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lists_of_all_parts_are_written_counted_and_trained_with()
    {
        var data = TinyData.Write(_folder, "data", each: 20);
        var before = Names(data);
        var run = VireoProcess.Run("data", "split", data, "--output", _folder["lists"], "--val", "0.2", "--test", "0.1",
            "--json").Succeeded();
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(["train", "val", "test"],
            json.RootElement.GetProperty("splits").EnumerateArray().Select(s => s.GetProperty("split").GetString()!));
        // Of 20 in each class: 2 to test with, then 0.2 / 0.9 of 18 to validate with.
        Assert.Equal([42, 12, 6],
            json.RootElement.GetProperty("splits").EnumerateArray().Select(s => s.GetProperty("images").GetInt32()));
        Assert.Equal(4, json.RootElement.GetProperty("splits")[1].GetProperty("classes").GetProperty("red").GetInt32());

        string[] lists = ["train_list.txt", "val_list.txt", "test_list.txt"];
        var lines = lists.Select(list => File.ReadAllLines(_folder[$"lists/{list}"])).ToArray();
        Assert.Equal(60, lines.SelectMany(list => list).Select(line => line.Split(' ')[0]).Distinct().Count());
        Assert.All(lines.SelectMany(list => list), line =>
        {
            Assert.True(File.Exists(_folder[$"lists/{line.Split(' ')[0]}"]), line);
            Assert.Equal(line.Split(' ')[1], $"{Array.IndexOf(TinyData.Names, line.Split('/')[1])}");
        });
        Assert.Equal(before, Names(data));

        VireoProcess.Run("train", "--data", _folder["lists"], "--output", _folder["run"], "--epochs", "1",
            "--image-size", "16", "-o", "train.batch_size=16", "--json").Succeeded();
        var judged = VireoProcess.Run("eval", _folder["run"], "--data", _folder["lists/test_list.txt"], "--json")
            .Succeeded();
        using var found = JsonDocument.Parse(judged.Output);
        Assert.Equal(6, found.RootElement.GetProperty("samples").GetInt32());

        // Once more is refused, and the same when asked for.
        var again = VireoProcess.Run("data", "split", data, "--output", _folder["lists"]);
        Assert.Equal(2, again.Exit);
        Assert.Contains("VIR1192", again.Errors, StringComparison.Ordinal);
        VireoProcess.Run("data", "split", data, "--output", _folder["lists"], "--overwrite").Succeeded();
        Assert.False(File.Exists(_folder["lists/test_list.txt"]));
    }

    [Fact]
    public void A_split_by_class_is_the_one_that_a_training_makes_for_itself()
    {
        var data = TinyData.Write(_folder, "data", each: 10);
        VireoProcess.Run("data", "split", data, "--output", data, "--val", "0.3", "--seed", "7").Succeeded();
        var pair = Vision.Datasets.DatasetSource.Open(_folder["data/train_list.txt"]);
        Assert.Equal(21, File.ReadAllLines(_folder["data/train_list.txt"]).Length);
        var drawn = TinyData.Write(_folder, "again", each: 10);
        Assert.Equal(
            Vision.Datasets.DatasetSource.Open(drawn, null, 0.3, 7).Val.Samples.Select(s => s.Path).Order(),
            File.ReadAllLines(_folder["data/val_list.txt"]).Select(line => line.Split(' ')[0]).Order());
        Assert.Equal(3, pair.Train.Classes.Count);
    }

    [Theory]
    [InlineData("folder", 0)]
    [InlineData("name:^[^/]+/(film[0-9]+)_", 1)]
    public void A_group_is_never_torn_apart(string rule, int part)
    {
        // 12 films of 3 to 8 frames: 6 in each of two folders, or told apart by their names.
        var number = 0;
        for (var film = 0; film < 12; film++)
        {
            for (var frame = 0; frame < 3 + film % 6; frame++)
                _folder.Add($"data/{(part == 0 ? $"c{film}" : $"c{film % 2}")}/film{film}_{frame}.png",
                    TinyData.Picture(number++ % 3, (ulong)number));
        }

        var run = VireoProcess.Run("data", "split", _folder["data"], "--output", _folder["lists"], "--val", "0.3", "--by",
            rule).Succeeded();
        Assert.Contains("images", run.Output, StringComparison.Ordinal);
        var train = Films("train_list.txt");
        var val = Films("val_list.txt");
        Assert.Empty(train.Intersect(val));
        Assert.Equal(12, train.Union(val).Count());
        Assert.NotEmpty(val);
        if (part == 0) Assert.Contains("no image to train these classes with", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_split_is_refused_and_nothing_is_left()
    {
        var data = TinyData.Write(_folder, "data", each: 3);
        Refused(2, "VIR1190", "Did you mean 'class'?", data, "--by", "clas");
        Refused(2, "VIR1190", "name:REGEX", data, "--by", "name:");
        Refused(2, "VIR1191", "no image has an identity", data, "--by", "identity");
        Refused(2, "VIR1191", "no image says when it was taken", data, "--by", "exif-time");
        Refused(2, "VIR1191", "no path matches", data, "--by", "name:nothing");
        Refused(2, "VIR3027", "together they lie between 0 and 1", data, "--val", "0.7", "--test", "0.4");
        Refused(3, "VIR1030", "Did you mean 'data'?", _folder["dat"]);
        Assert.False(Directory.Exists(_folder["lists"]));

        // An original list is never replaced.
        _folder.Add("data/train_list.txt", string.Concat(
            TinyData.Names.Index().SelectMany(n => Enumerable.Range(0, 3).Select(i => $"{n.Item}/{n.Item}0{i}.png {n.Index}\n"))));
        var original = File.ReadAllText(_folder["data/train_list.txt"]);
        var result = VireoProcess.Run("data", "split", _folder["data/train_list.txt"], "--output", data, "--overwrite");
        Assert.True(result.Exit == 2, result.Errors);
        Assert.Contains("VIR1192", result.Errors, StringComparison.Ordinal);
        Assert.Equal(original, File.ReadAllText(_folder["data/train_list.txt"]));
        Assert.False(File.Exists(_folder["data/val_list.txt"]));
    }

    [Fact]
    public void Help_has_an_example() =>
        Assert.Contains("vireo data split photos --output lists", VireoProcess.Run("data", "split", "--help").Succeeded().Output,
            StringComparison.Ordinal);

    private void Refused(int exit, string code, string told, params string[] arguments)
    {
        var result = VireoProcess.Run(["data", "split", .. arguments, "--output", _folder["lists"]]);
        Assert.True(result.Exit == exit, $"exit code {result.Exit}\n{result.Errors}");
        Assert.Contains(code, result.Errors, StringComparison.Ordinal);
        Assert.Contains(told, result.Errors, StringComparison.Ordinal);
    }

    private List<string> Films(string list) =>
    [
        .. File.ReadAllLines(_folder[$"lists/{list}"])
            .Select(line => Path.GetFileName(line.Split(' ')[0]).Split('_')[0]).Distinct(),
    ];

    private static List<string> Names(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order()];
}
