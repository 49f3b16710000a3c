using Vireo.Testing;
using Vireo.Vision.Datasets;

namespace Vireo.Vision.Tests.Datasets;

public sealed class DatasetSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_per_class_is_read_in_ordinal_order_without_hidden_or_other_files()
    {
        foreach (var file in new[] { "b/2.JPG", "b/10.png", "b/deep/x.bmp", "a/1.jpeg", "a/.2.jpg", "a/readme.txt",
            ".git/x.png", "notes.txt" }) _folder.Add(file);

        var data = DatasetSource.OpenVal(_folder.Path, ["a", "b"]);

        Assert.Equal([new("a/1.jpeg", 0), new("b/10.png", 1), new("b/2.JPG", 1), new("b/deep/x.bmp", 1)], data.Samples);
        Assert.Equal([1, 3], data.Counts());
    }

    [Fact]
    public void A_split_keeps_the_share_of_every_class_and_follows_the_seed()
    {
        foreach (var (name, count) in new[] { ("a", 50), ("b", 10), ("c", 2), ("d", 1) })
        {
            for (var i = 0; i < count; i++) _folder.Add($"{name}/{i}.png");
        }

        var pair = DatasetSource.Open(_folder.Path, valFraction: 0.2, seed: 7);
        var same = DatasetSource.Open(_folder.Path, valFraction: 0.2, seed: 7);
        var other = DatasetSource.Open(_folder.Path, valFraction: 0.2, seed: 8);

        Assert.Equal([40, 8, 1, 1], pair.Train.Counts());
        Assert.Equal([10, 2, 1, 0], pair.Val.Counts());
        Assert.Empty(pair.Train.Samples.Intersect(pair.Val.Samples));
        Assert.Equal(pair.Val.Samples, same.Val.Samples);
        Assert.NotEqual(pair.Val.Samples, other.Val.Samples);
        Assert.Equal("VIR3010",
            Assert.Throws<UsageException>(() => DatasetSource.Open(_folder.Path, valFraction: 1)).Code);
    }

    [Fact]
    public void Lists_are_split_at_the_last_space_and_take_their_names_from_classes_txt()
    {
        foreach (var file in new[] { "train/an ant.jpg", "train/b.jpg", "val/c.jpg" }) _folder.Add(file);
        _folder.Add("train_list.txt", "\uFEFFtrain/an ant.jpg 0\r\n\r\ntrain\\b.jpg\t1\r\n");
        _folder.Add("val_list.txt", "val/c.jpg 1");
        _folder.Add("classes.txt", "ants\nbees\n");

        var pair = DatasetSource.Open(_folder.Path);

        Assert.Equal(["ants", "bees"], pair.Train.Classes);
        Assert.Equal([new("train/an ant.jpg", 0), new("train/b.jpg", 1)], pair.Train.Samples);
        Assert.Equal([new("val/c.jpg", 1)], pair.Val.Samples);
    }

    [Fact]
    public void A_list_alone_numbers_its_classes()
    {
        _folder.Add("x.jpg");
        _folder.Add("y.jpg");
        _folder.Add("z.jpg");
        _folder.Add("my.list", "x.jpg 1\ny.jpg 0\nz.jpg 1");

        Assert.Equal(["0", "1"], DatasetSource.Open(_folder["my.list"]).Train.Classes);
    }

    [Fact]
    public void Train_and_val_folders_are_used_and_val_may_lack_a_class()
    {
        foreach (var file in new[] { "train/a/1.jpg", "train/b/1.jpg", "train/c/1.jpg", "val/c/9.jpg" })
            _folder.Add(file);

        var pair = DatasetSource.Open(_folder.Path);

        Assert.Equal(["a", "b", "c"], pair.Val.Classes);
        Assert.Equal([new("c/9.jpg", 2)], pair.Val.Samples);
        Assert.Equal(_folder["train/a/1.jpg"], pair.Train.FullPath(pair.Train.Samples[0]));
    }

    [Theory]
    [InlineData("a.jpg 0\nb.jpg x", "VIR1006", "line 2")]
    [InlineData("a.jpg 0\nb.jpg -1", "VIR1007", "line 2")]
    [InlineData("a.jpg 0\nb.jpg 2", "VIR1007", "numbered from 0 to 1")]
    [InlineData("a.jpg 0\nb.jpg 99999999999", "VIR1006", "line 2")]
    [InlineData("a.jpg 0\n../outside.jpg 1", "VIR1009", "leaves the folder")]
    [InlineData("a.jpg 0\n/etc/passwd 1", "VIR1009", "leaves the folder")]
    [InlineData("a.jpg 0\n./x/../a.jpg 1", "VIR1010", "line 1 already")]
    [InlineData("a.jpg 0\nb.jpg", "VIR1012", "'path label'")]
    [InlineData("a.jpg 0\nno.jpg 1\nb.jpg 1\ngone.jpg 0", "VIR1008", "line 2: no.jpg\n  line 4: gone.jpg")]
    [InlineData("\n \n", "VIR1002", "names no image")]
    [InlineData("a.jpg 0\nb.jpg 0", "VIR1004", "'ants'")]
    public void A_bad_list_is_refused_with_the_line(string list, string code, string reason)
    {
        _folder.Add("a.jpg");
        _folder.Add("b.jpg");
        _folder.Add("classes.txt", "ants\nbees");
        _folder.Add("train_list.txt", list);

        var failure = Assert.Throws<BadDataException>(() => DatasetSource.Open(_folder.Path));

        Assert.Equal(code, failure.Code);
        Assert.Contains(reason, failure.Message);
    }

    [Fact]
    public void Many_missing_files_are_shown_up_to_twenty_and_counted()
    {
        _folder.Add("all.txt", string.Concat(Enumerable.Range(0, 30).Select(i => $"{i}.jpg {i % 2}\n")));

        var message = Assert.Throws<BadDataException>(() => DatasetSource.Open(_folder["all.txt"])).Message;

        Assert.Contains("30 of 30 files are missing", message);
        Assert.Contains("line 20: 19.jpg", message);
        Assert.DoesNotContain("line 21", message);
        Assert.Contains("and 10 more", message);
    }

    [Fact]
    public void Folders_that_cannot_be_learned_from_are_refused_by_code()
    {
        _folder.Add("empty/.keep");
        _folder.Add("one/ants/1.jpg");
        _folder.Add("hole/ants/1.jpg");
        _folder.Add("hole/bees/readme.txt");
        _folder.Add("gap.txt", "one/ants/1.jpg 5");

        Assert.Equal("VIR1002", Code("empty"));
        Assert.Equal("VIR1003", Code("hole"));
        Assert.Equal("VIR1004", Code("one"));
        Assert.Equal("VIR1007", Code("gap.txt"));
        var missing = Assert.Throws<BadDataException>(() => DatasetSource.Open(_folder["hol"]));
        Assert.Equal("VIR1001", missing.Code);
        Assert.Contains("Did you mean 'hole'?", missing.Message);
    }

    [Fact]
    public void A_class_that_is_only_validated_is_refused_by_name()
    {
        foreach (var file in new[] { "t/ants/1.jpg", "t/bees/1.jpg", "v/bees/1.jpg", "v/beess/1.jpg" })
            _folder.Add(file);
        foreach (var file in new[] { "1.jpg", "2.jpg", "3.jpg" }) _folder.Add(file);
        _folder.Add("train_list.txt", "1.jpg 0\n2.jpg 1");
        _folder.Add("val_list.txt", "3.jpg 2");
        _folder.Add("classes.txt", "ants\nbees\nwasps");

        var folders = Assert.Throws<BadDataException>(() => DatasetSource.Open(_folder["t"], _folder["v"]));
        var lists = Assert.Throws<BadDataException>(() => DatasetSource.Open(_folder.Path));

        Assert.Equal(("VIR1005", "VIR1005"), (folders.Code, lists.Code));
        Assert.Contains("beess", folders.Message);
        Assert.Contains("wasps", lists.Message);
    }

    [Fact]
    public void The_hash_follows_paths_sizes_labels_and_names()
    {
        _folder.Add("a/1.jpg", "x");
        _folder.Add("b/1.jpg", "y");
        var data = DatasetSource.OpenVal(_folder.Path, ["a", "b"]);
        var before = data.Hash();
        var swapped = DatasetSource.OpenVal(_folder.Path, ["b", "a"]).Hash();
        _folder.Add("b/1.jpg", "longer");

        Assert.Matches("^[0-9a-f]{64}$", before);
        Assert.NotEqual(before, swapped);
        Assert.NotEqual(before, data.Hash());
    }

    [SkippableFact]
    public void Real_lists_and_folders_have_the_documented_numbers()
    {
        var signs = RepositoryFiles.Data("sign-digits");
        var insects = RepositoryFiles.Data("hymenoptera");
        Skip.If(signs is null || insects is null, "the data sets sign-digits and hymenoptera are not here");

        var digits = DatasetSource.Open(signs!);
        var pair = DatasetSource.Open(insects!);
        var folders = DatasetSource.Open(Path.Combine(insects!, "train"), Path.Combine(insects!, "val"));

        Assert.Equal((480, 160, 10),
            (digits.Train.Samples.Count, digits.Val.Samples.Count, digits.Train.Classes.Count));
        Assert.All(digits.Train.Counts(), count => Assert.Equal(48, count));
        Assert.Equal([123, 121], pair.Train.Counts());
        Assert.Equal([70, 83], pair.Val.Counts());
        Assert.Equal(["ants", "bees"], pair.Train.Classes);
        Assert.Equal(pair.Train.Counts(), folders.Train.Counts());
        Assert.Equal(pair.Val.Counts(), folders.Val.Counts());
    }

    private string Code(string data) => Assert.Throws<BadDataException>(() => DatasetSource.Open(_folder[data])).Code;
}
