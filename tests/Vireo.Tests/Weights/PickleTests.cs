using System.Text;
using Vireo.Testing;
using Vireo.Weights;

namespace Vireo.Tests.Weights;

/// <summary>Pickles that want more than to be read: nothing runs, nothing large is allocated, the reason is
/// named.</summary>
public sealed class PickleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("hostile-system.pdparams", "posix.system (os.system)")]
    [InlineData("hostile-text.pdparams", "os.system")]
    [InlineData("hostile-eval.pdparams", "__builtin__.eval")]
    [InlineData("hostile-system.pth", "posix.system (os.system)")]
    [InlineData("hostile-module.pth", "torch.nn.modules.linear.Linear")]
    public void What_would_run_is_refused_by_name(string name, string refused)
    {
        var path = WeightFixture.File(name);

        var failure = Assert.Throws<BadModelFileException>(() => WeightFile.Read(path));

        Assert.Equal("VIR2007", failure.Code);
        Assert.Contains($"refuses to run {refused}.", failure.Message);
        Assert.Contains(path, failure.Message);
        Assert.Contains("torch.save(model.state_dict()", failure.Message);
        Assert.False(File.Exists("vireo-was-here"));
    }

    // Each is written by hand after the documentation of the module pickletools.
    [Theory]
    [InlineData("\u0080\u0002cnumpy\nndarray\n)R.", "VIR2007", "refuses to call numpy.ndarray")]
    [InlineData("\u0080\u0002cbuiltins\ngetattr\n.", "VIR2007", "refuses to run builtins.getattr")]
    [InlineData("\u0080\u0004\u008c\u0002os\u008c\u0006system\u0093.", "VIR2007", "refuses to run os.system")]
    [InlineData("(S'x'\nios\nsystem\n.", "VIR2007", "refuses to run os.system")]
    [InlineData("(cos\nsystem\nS'x'\no.", "VIR2007", "refuses to run os.system")]
    [InlineData("\u0080\u0002ctorch.storage\n_load_from_bytes\n.", "VIR2007", "_load_from_bytes")]
    [InlineData("\u0080\u0002ctorch\n\u001b[31mred\n.", "VIR2007", @"torch.\u001b[31mred")]
    [InlineData("\u0080\u0002\u0082\u0001.", "VIR2007", "extension registry")]
    [InlineData("\u0080\u0002)Q.", "VIR2007", "persistent id")]
    [InlineData("\u0080\u0002}X\u0001\0\0\0aK\u0001b.", "VIR2007", "state of what has none")]
    [InlineData("\u0080\u0002K\u0001K\u0002b.", "VIR2007", "state of what has none")]
    [InlineData("\u0080\u0002}(K\u0001K\u0002K\u0001K\u0003u.", "VIR2004", "'1' twice")]
    [InlineData("\u0080\u0002}K\u0001s.", "VIR2013", "stack is empty")]
    [InlineData("\u0080\u0002}(}K\u0001u.", "VIR2013", "neither text nor number")]
    [InlineData("\u0080\u0002.", "VIR2013", "stack is empty")]
    [InlineData("\u0080\u0002t.", "VIR2013", "a mark is missing")]
    [InlineData("\u0080\u0002h\u0005.", "VIR2013", "nothing is kept under 5")]
    [InlineData("\u0080\u0002\u008b\u00ff\u00ff\u00ff\u007f.", "VIR2008", "a number of 2147483647 bytes")]
    [InlineData("\u0080\u0002\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f.", "VIR2002", "truncated")]
    [InlineData("\u0080\u0002\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f.", "VIR2002", "truncated")]
    [InlineData("\u0080\u0002T\u00ff\u00ff\u00ff\u00ff.", "VIR2002", "truncated")]
    [InlineData("\u0080\u0002\u00c3.", "VIR2013", "0xc3")]
    [InlineData("\u0080\u0002X\u0001\0\0\0\u00ff.", "VIR2013", "no UTF-8")]
    public void What_is_damaged_or_asks_for_too_much_is_refused(string pickle, string code, string reason)
    {
        var path = _folder.Add("x.pdparams", Encoding.Latin1.GetBytes(pickle));

        var failure = Assert.Throws<BadModelFileException>(() => WeightFile.Read(path));

        Assert.Equal(code, failure.Code);
        Assert.Contains(reason, failure.Message);
    }

    [Fact]
    public void A_list_that_contains_itself_and_one_that_doubles_end_early()
    {
        // l = []; l.append(l)
        var loop = Assert.Throws<BadModelFileException>(() => Read("\u0080\u0002]q\0h\0a."));
        Assert.Equal("VIR2008", loop.Code);

        // Thirty levels, each a tuple of the one below twice: a billion leaves in ninety bytes.
        var doubled = Assert.Throws<BadModelFileException>(
            () => Read("\u0080\u0002K\u0001" + string.Concat(Enumerable.Repeat("2\u0086", 30)) + "."));
        Assert.Equal("VIR2008", doubled.Code);

        var deep = Assert.Throws<BadModelFileException>(() => Read(
            "\u0080\u0002" + new string(']', 100) + new string('a', 99) + "."));
        Assert.Contains("nested deeper", deep.Message);
    }

    [Fact]
    public void A_tensor_that_leaves_its_storage_or_claims_a_universe_is_refused()
    {
        Refused("VIR2005", "reaches", offset: "K\u0001");
        Refused("VIR2005", "reaches", strides: "K\u0002\u0085");
        Refused("VIR2005", "reaches", strides: "\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f\u0085");
        Refused("VIR2005", "negative stride", strides: "J\u00ff\u00ff\u00ff\u00ff\u0085");
        Refused("VIR2005", "reaches", offset: "J\u00ff\u00ff\u00ff\u00ff");
        Refused("VIR2005", "cannot be true", sizes: "J\u00ff\u00ff\u00ff\u00ff\u0085");
        Refused("VIR2005", "cannot be true",
            sizes: "J\u00ff\u00ff\u00ff\u007fJ\u00ff\u00ff\u00ff\u007f\u0086", strides: "K\0K\0\u0086");
        Refused("VIR2008", "are believed", sizes: "J\u00ff\u00ff\u00ff\u007f\u0085", strides: "K\0\u0085");
        Refused("VIR2013", "more sizes than strides", sizes: "K\u0001K\u0001\u0086");
        Refused("VIR2002", "lacks 'archive/data/9'", key: "9");

        using var file = WeightFile.Read(TorchZip(strides: "K\u0001\u0085"));
        Assert.Equal([1, 2, 3, 4], file.Entries[0].ReadSingles());
    }

    private void Refused(
        string code, string reason, string offset = "K\0", string sizes = "K\u0004\u0085",
        string strides = "K\u0001\u0085",
        string key = "0")
    {
        var path = TorchZip(offset, sizes, strides, key);
        var failure = Assert.Throws<BadModelFileException>(() => WeightFile.Read(path));
        Assert.True(code == failure.Code && failure.Message.Contains(reason), failure.Message);
    }

    // A state dictionary of one tensor over a storage of four floats.
    private string TorchZip(
        string offset = "K\0", string sizes = "K\u0004\u0085", string strides = "K\u0001\u0085", string key = "0")
    {
        var pickle = "\u0080\u0002}U\u0001xctorch._utils\n_rebuild_tensor_v2\n((U\u0007storagectorch\nFloatStorage\n"
            + $"U\u0001{key}U\u0003cpuK\u0004tQ{offset}{sizes}{strides}\u0089}}tRs.";
        using var stream = new MemoryStream();
        using (var archive = new System.IO.Compression.ZipArchive(stream, System.IO.Compression.ZipArchiveMode.Create))
        {
            Add(archive, "archive/data.pkl", Encoding.Latin1.GetBytes(pickle));
            Add(archive, "archive/data/0", [.. new float[] { 1, 2, 3, 4 }.SelectMany(BitConverter.GetBytes)]);
        }

        return _folder.Add("x.pth", stream.ToArray());

        static void Add(System.IO.Compression.ZipArchive archive, string name, byte[] bytes)
        {
            using var entry = archive.CreateEntry(name, System.IO.Compression.CompressionLevel.NoCompression).Open();
            entry.Write(bytes);
        }
    }

    private void Read(string pickle) => WeightFile.Read(_folder.Add("x", Encoding.Latin1.GetBytes(pickle))).Dispose();
}
