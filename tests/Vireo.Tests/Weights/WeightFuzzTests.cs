using System.Diagnostics;
using Vireo.Testing;
using Vireo.Weights;
using Xunit.Abstractions;

namespace Vireo.Tests.Weights;

/// <summary>Hostile files: each is read or refused with a code, none takes more memory than stated, nothing
/// runs.</summary>
public sealed class WeightFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const int Files = 200;
    private const ulong Seed = 20_240_607;
    private const int BufferBytes = 1 << 16, FewestRead = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly (string Kind, string[] Valid)[] Kinds =
    [
        ("safetensors", []),
        ("pickle", ["state.pth", "checkpoint.pth", "state-legacy.pth", "checkpoint-legacy.pth",
            "state-protocol2.pdparams", "state-protocol3.pdparams", "state-protocol4.pdparams", "state-protocol5.pdparams",
            "split.pdparams", "state.pdopt"]),
        ("npz", ["state.npz", "state-compressed.npz", "mixed.npz", "mixed-compressed.npz"]),
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _buffer = new byte[BufferBytes];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Six_hundred_hostile_files_are_read_or_refused_within_memory_and_time()
    {
        ReadAll(WeightFixture.File("state.pth")); // Code is compiled now, not while memory is counted.
        var clock = new Stopwatch();
        foreach (var (kind, valid) in Kinds)
        {
            var (codes, most) = (new SortedDictionary<string, int>(StringComparer.Ordinal), 0.0);
            var fuzzer = new WeightFuzzer(new Rng(Seed, (ulong)kind.Length));
            var sources = Sources(valid);
            for (var i = 0; i < Files; i++)
            {
                var name = $"{kind}-{i}{(kind == "safetensors" ? ".safetensors" : "")}";
                var path = _folder.Add(name, fuzzer.Mutate(sources[i % sources.Count]));
                clock.Start();
                var code = Survive(path, fuzzer.AsksForSystem, ref most);
                clock.Stop();
                codes[code] = codes.GetValueOrDefault(code) + 1;
            }

            output.WriteLine($"{kind}: {string.Join(", ", codes.Select(c => $"{c.Key} {c.Value}"))}; "
                + $"at most {most:0.00} of the memory allowed");
            Assert.True(codes.Count >= 5, "The files are not damaged in enough ways.");
            Assert.True(codes.GetValueOrDefault("read") < Files / 2, "The files are hardly damaged.");
        }

        output.WriteLine($"{clock.Elapsed.TotalSeconds:0.00} s");
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Patience);
        Assert.False(File.Exists("vireo-was-here"));
    }

    // What makes the most objects of the fewest bytes.
    [Theory]
    [InlineData("", "]", "", ""), InlineData("", "}", "", ""), InlineData("", ")", "", ""), InlineData("", "(", "", "")]
    [InlineData("", "N\u0085", "", ""), InlineData("N", "\u0094", "", ""), InlineData("", "\u008c\0", "", "")]
    [InlineData("](", "K\u0001", "e", ""), InlineData("](", "}", "e", ""), InlineData("]", "]a", "", "")]
    [InlineData("](", "I1\n", "e", ""), InlineData("](", "L1L\n", "e", ""), InlineData("](", "U\u0001a", "e", "")]
    [InlineData("ccollections\nOrderedDict\nq\0", "h\0)R", "", "")]
    [InlineData("cnumpy\ndtype\nq\0(U\u0002f4tq\u0001", "h\0h\u0001R", "", "")]
    [InlineData("}(", "K\u0001", "e", "long name"), InlineData("}(", "", "", "many tensors")]
    public void Small_pickles_of_many_objects_stay_within_memory(
        string before, string repeated, string after, string special)
    {
        const int Times = 20_000;
        var many = string.Concat(Enumerable.Repeat(repeated, Times));
        var body = special switch
        {
            "long name" => $"}}X\u00e8\u0003\0\0{new string('n', 1000)}]({many}es",
            "many tensors" => "]q\0(cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\u0085U\u0001b\u0087R"
                + "(K\u0001)cnumpy\ndtype\nU\u0002f4\u0085R\u0089U\u0004abcdtbq\u0001"
                + string.Concat(Enumerable.Repeat("h\u0001", Times)) + "e",
            _ => before + many + after,
        };
        var path = _folder.Add("many", System.Text.Encoding.Latin1.GetBytes($"\u0080\u0002{body}."));
        var most = 0.0;

        var code = Survive(path, asksForSystem: false, ref most);

        output.WriteLine($"{code}, {most:0.00} of the memory allowed");
    }

    // Returns the code of the refusal, or that it was read.
    private string Survive(string path, bool asksForSystem, ref double most)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var code = "read";
        var reads = 0;
        try
        {
            reads = ReadAll(path);
        }
        catch (BadModelFileException refused)
        {
            code = refused.Code;
            Assert.True(!asksForSystem || refused.Message.Contains("system", StringComparison.Ordinal), refused.Message);
        }
        catch (Exception other)
        {
            Assert.Fail($"{path} of seed {Seed}: {other}");
        }

        var length = new FileInfo(path).Length;
        var allowed = WeightLimits.OpenBytes(length) + (FewestRead + reads) * (4L * BufferBytes + length);
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(taken <= allowed, $"{path}, {length} bytes, took {taken} bytes, {allowed} are allowed.");
        Assert.True(!asksForSystem || code == "VIR2007", $"{path} asks for system and gave {code}");
        most = Math.Max(most, (double)taken / allowed);
        return code;
    }

    private int ReadAll(string path)
    {
        using var file = WeightFile.Read(path);
        var reads = 0;
        foreach (var entry in file.Entries)
        {
            // The beginning of each tensor, in a buffer of ours: what is taken besides is what is counted.
            entry.Read(0, _buffer.AsSpan(0, (int)Math.Min(_buffer.Length, entry.ByteCount)));
            reads++;
        }

        return reads;
    }

    private List<byte[]> Sources(string[] valid)
    {
        if (valid.Length > 0) return [.. valid.Select(name => File.ReadAllBytes(WeightFixture.File(name)))];
        using var file = WeightFile.Read(WeightFixture.File("state.pth"));
        var metadata = new Dictionary<string, string> { ["format"] = "pt" };
        WeightFile.Write(_folder["valid.safetensors"], file.Entries, metadata);
        return [File.ReadAllBytes(_folder["valid.safetensors"])];
    }
}
