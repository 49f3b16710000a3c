using System.Diagnostics;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Vireo.Vision.Datasets;
using Vireo.Vision.Lint;
using Xunit.Abstractions;

namespace Vireo.Vision.Tests.Datasets.Formats;

/// <summary>Whatever a label file holds: it is read, or refused by a code, in time and in bounds.</summary>
public sealed partial class HostileFileTests(ITestOutputHelper output) : IDisposable
{
    private const long MostBytes = 64 << 20;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(1);

    private static readonly string[] Bites =
    [
        "\"", "{", "}", "[", "]", "<", ">", "&", "-", "1e99", "NaN", "99999999999999999999", "../../etc/passwd", "\\", "\0",
        "\t", "\n", ",", "null", "-1", "0", "1e-30", "2147483648", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;", "\uFEFF", "é", " ",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("vireo-hostile-").FullName;

    private static readonly DatasetReadOptions Tolerant = new() { KeepMissing = true, SkipFaults = true };
    private readonly Worst _slowest = new(), _largest = new();

    /// <summary>How many mutations each small set goes through; VIREO_FUZZ asks for a number over all of them.</summary>
    private static int Trials =>
        int.TryParse(Environment.GetEnvironmentVariable("VIREO_FUZZ"), out var files)
            ? (files + TinySets.All.Count() - 1) / TinySets.All.Count() : 80;

    [Fact]
    public void Mutated_files_are_read_or_refused_by_a_code_that_names_the_file()
    {
        var rng = new Rng(20);
        var refused = 0;
        foreach (var (set, number) in TinySets.All.Select((set, i) => (set, i)))
        {
            var folder = Write($"{number}", set.Others);
            var format = DatasetFormat.Named(set.Format);
            for (var trial = 0; trial < Trials; trial++)
            {
                var bytes = Mutate(set.Content, rng.Fork((ulong)(number * 1_000_000 + trial)));
                File.WriteAllBytes(Path.Combine(folder, set.File), bytes);
                if (!Survives(folder, format, $"{set.Format} {set.File} trial {trial}")) refused++;
            }
        }

        var count = Trials * TinySets.All.Count();
        output.WriteLine($"{count} label files, {refused} refused; slowest {_slowest}s; largest {_largest} bytes");
        Assert.True(refused > Trials, $"only {refused} were refused: the mutations do nothing");
    }

    [Fact]
    public void The_small_sets_themselves_are_read()
    {
        foreach (var (set, number) in TinySets.All.Select((set, i) => (set, i)))
        {
            var folder = Write($"{number}", set.Others);
            File.WriteAllBytes(Path.Combine(folder, set.File), set.Content);
            Assert.NotEmpty(DatasetFormat.Read(folder, DatasetFormat.Named(set.Format)).Samples);
            Assert.Contains(DatasetFormat.Detect(folder), found => found.Format.Name == set.Format);
        }
    }

    [Theory]
    [InlineData("voc", "a.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><annotation>&b;</annotation>", "a.xml, line 1")]
    [InlineData("voc", "a.xml", "<annotation><size><width>x</width></size></annotation>", "a.xml, line 1")]
    [InlineData("voc", "a.xml", "<annotation>\n<object><name>a</name></object></annotation>", "line 2: an <object> has no <bndbox>")]
    [InlineData("coco", "a.json", "{\"images\": [{\"id\": 1,\n \"file_name\": 5}]}", "a.json, byte 36")]
    [InlineData("coco", "a.json", "{\"images\": [{\"id\": 1}]}", "lacks its id or file_name")]
    [InlineData("coco", "a.json", "{\"images\": [], \"annotations\": [{\"image_id\": 1, \"category_id\": 1}]}", "not listed")]
    [InlineData("coco", "a.json", "{\"images\": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "a.json")]
    [InlineData("coco", "a.json", "{\"images\": [], \"annotations\": [{\"segmentation\": {\"size\": [100000, 100000], \"counts\": [1]}}]}", "run lengths are wrong")]
    [InlineData("yolo", "a.txt", "0 0.5 0.5 0.5\n", "a.txt, line 1")]
    [InlineData("yolo", "a.txt", "0 0.5 0.5 0.5 0.5 0.9\n", "confidence")]
    [InlineData("yolo", "a.txt", "0 nan 0.5 0.5 0.5\n", "number 2 is 'nan'")]
    [InlineData("list", "train_list.txt", "a.png 0\n../../../etc/passwd.png 1\n", "train_list.txt, line 2")]
    [InlineData("list", "train_list.txt", "a.png 0\n/etc/passwd.png 1\n", "leaves the folder")]
    [InlineData("multilabel", "train_list.txt", "a.png 0,1\na.png 0,1,1\n", "line 2: there are 3 flags for 2 classes")]
    [InlineData("csv", "a.csv", "file,label\na.png,1\n\"a.png,1\n", "never closed")]
    [InlineData("csv", "a.csv", "file,label\na.png,1\na.png\n", "line 3: there are 1 fields")]
    [InlineData("pts", "a.pts", "n_points: 3\n{\n1 2\n}\n", "there are 1 points")]
    [InlineData("labelme", "a.json", "{\"shapes\": [{\"label\": \"a\", \"points\": [[1]], \"shape_type\": \"point\"}]}", "a point has 1 numbers")]
    public void Damage_is_named_with_file_and_place(string format, string file, string content, string told)
    {
        var folder = Write("one", new() { ["a.png"] = TinySets.Png(), [file] = TinySets.Bytes(content) });
        var thrown = Assert.Throws<BadDataException>(() => DatasetFormat.Read(folder, DatasetFormat.Named(format)));
        Assert.Contains(told, thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../a.png", '0', "leads out of the archive")]
    [InlineData("/etc/a.png", '0', "leads out of the archive")]
    [InlineData("a/../../b.png", '0', "leads out of the archive")]
    [InlineData("a.png", '2', "link or device")]
    [InlineData("a.png", '3', "link or device")]
    public void Archives_with_hostile_names_are_refused(string name, char kind, string told)
    {
        var folder = Write("tar", new() { ["a.tar"] = [.. TinySets.Entry(name, kind, [1, 2]), .. new byte[1024]] });
        var shard = Path.Combine(folder, "a.tar");
        foreach (var read in new Action[]
        {
            () => DatasetFormat.Read(folder), () => Assert.Empty(ShardReader.Stream([shard])),
        })
        {
            Assert.Contains(told, Assert.Throws<BadDataException>(read).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_header_that_declares_gigabytes_takes_no_memory()
    {
        var tar = TinySets.Entry("a.png", '0', [1], size: "77777777777");
        var name = TinySets.Entry("long", 'L', [1], size: "17777777777");
        byte[] idx = [0, 0, 8, 3, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 3, 255, 1, 2, 3];
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(new byte[20 << 20]);
        foreach (var (format, files) in new (string, Dictionary<string, byte[]>)[]
        {
            ("webdataset", new() { ["a.tar"] = tar }),
            ("webdataset", new() { ["a.tar"] = name }),
            ("idx", new() { ["x-images-idx3-ubyte"] = idx, ["x-labels-idx1-ubyte"] = [0, 0, 8, 1, 0, 0, 4, 0] }),
            ("idx", new() { ["x-images-idx3-ubyte.gz"] = packed.ToArray(), ["x-labels-idx1-ubyte"] = [0, 0, 8, 1] }),
        })
        {
            var folder = Write(Guid.NewGuid().ToString("N"), files);
            Assert.False(Survives(folder, DatasetFormat.Named(format), format));
        }
    }

    [Fact]
    public void A_label_for_an_image_elsewhere_does_not_leave_the_folder()
    {
        var outside = Write("outside", new() { ["secret.png"] = TinySets.Png() });
        foreach (var (format, file, text) in new[]
        {
            ("coco", "a.json", TinySets.Coco.Replace("4210 oO", "42102").Replace("a.png", "../outside/secret.png")),
            ("labelme", "b.json", TinySets.LabelMe.Replace("..\\\\photos\\\\a.png", $"{outside}/secret.png")),
            ("csv", "a.csv", TinySets.Boxes.Replace("a.png", "../outside/secret.png")),
            ("voc", "b.xml", TinySets.Voc.Replace("a.png", "../outside/secret.png")),
            ("mask-list", "train_list.txt", "a.png ../outside/secret.png\n"),
        })
        {
            var folder = Write($"inside-{format}", new() { ["a.png"] = TinySets.Png(), [file] = TinySets.Bytes(text) });
            var thrown = Assert.Throws<BadDataException>(() => DatasetFormat.Read(folder, DatasetFormat.Named(format)));
            Assert.Contains(thrown.Code, new[] { "VIR1034", "VIR1035" });
            foreach (var sample in Kept(folder, format)) Assert.DoesNotContain("..", sample.Path, StringComparison.Ordinal);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IReadOnlyList<Sample> Kept(string folder, string format)
    {
        try
        {
            return DatasetFormat.Read(folder, DatasetFormat.Named(format), new() { KeepMissing = true }).Samples;
        }
        catch (BadDataException refused) when (refused.Code == "VIR1035")
        {
            return [];
        }
    }

    // Read strictly, past all faults, and by the linter, which must find something to say or to look at.
    private bool Survives(string folder, DatasetFormat format, string what)
    {
        Bounded(() => DatasetFormat.Read(folder, format, Tolerant), $"{what}, past faults");
        Bounded(() => LintSource.Read(folder, new() { Format = format }), $"{what}, linted");
        return Bounded(() => DatasetFormat.Read(folder, format), what);
    }

    private bool Bounded(Action read, string what)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        var error = Record.Exception(read);
        var (time, bytes) = (Stopwatch.GetElapsedTime(start), GC.GetAllocatedBytesForCurrentThread() - before);
        if (time >= MostTime)
        {
            // A busy machine may have stopped for a while: only what takes long twice is slow.
            start = Stopwatch.GetTimestamp();
            Record.Exception(read);
            time = Stopwatch.GetElapsedTime(start);
        }

        if (error is BadDataException refused) Assert.Matches(Code(), refused.Code);
        else Assert.True(error is null, $"{what}: {error}");
        Assert.True(time < MostTime, $"{what}: took {time}");
        Assert.True(bytes < MostBytes, $"{what}: took {bytes} bytes");
        _slowest.See(time.TotalSeconds, what);
        _largest.See(bytes, what);
        return error is null;
    }

    private string Write(string name, Dictionary<string, byte[]> files)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        foreach (var (file, bytes) in files) File.WriteAllBytes(Path.Combine(folder, file), bytes);
        return folder;
    }

    private static byte[] Mutate(byte[] origin, Rng rng)
    {
        List<byte> bytes = [.. origin];
        for (var edits = 1 + rng.Below(4); edits > 0; edits--)
        {
            var at = rng.Below(bytes.Count + 1);
            var length = Math.Min(1 + rng.Below(12), bytes.Count - at);
            switch (rng.Below(6))
            {
                case 0 when at < bytes.Count: bytes[at] = (byte)rng.Below(256); break;
                case 1: bytes.RemoveRange(at, length); break;
                case 2: bytes.InsertRange(at, TinySets.Bytes(Bites[rng.Below(Bites.Length)])); break;
                case 3: bytes.InsertRange(rng.Below(bytes.Count + 1), bytes.GetRange(at, length)); break;
                case 4 when rng.Below(3) == 0: bytes.RemoveRange(at, bytes.Count - at); break;
                case 5 when at < bytes.Count: bytes[at] ^= (byte)(1 << rng.Below(8)); break;
                default: break;
            }
        }

        return [.. bytes];
    }

    [GeneratedRegex("^VIR1(0..|1..|291)$")]
    private static partial Regex Code();
}
