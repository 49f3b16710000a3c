using System.Text;
using Vireo.Testing;
using Vireo.Training.Runs;

namespace Vireo.Training.Tests.Runs;

public sealed class CheckpointStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_last_ones_and_the_best_one_are_kept()
    {
        var store = Open(keep: 2);
        for (var step = 1; step <= 5; step++) Save(store, step, step == 2 ? 0.9 : null);

        Assert.Equal([2L, 4, 5], Open().Steps());
        Assert.Equal(2, Open().Best()?.Step);
        Assert.Equal(0.9, Open().BestScore);
        Assert.Equal("state 5", File.ReadAllText(Open().LatestValid()!["state.bin"]));
        Assert.Equal(["more", "state.bin"], Open().LatestValid()!.Files);
        Assert.Empty(_warnings);
    }

    [Theory]
    [InlineData("state.bin", 3)]
    [InlineData("checksums.json", 20)]
    [InlineData("state.bin", -1)]
    public void A_truncated_checkpoint_is_skipped_with_a_warning(string file, int length)
    {
        var store = Open();
        Save(store, 10);
        Save(store, 20);
        var path = Path.Combine(_folder["checkpoints"], "step-20", file);
        if (length < 0) File.Delete(path);
        else File.WriteAllBytes(path, File.ReadAllBytes(path)[..length]);

        Assert.Equal(10, Open().LatestValid()?.Step);
        Assert.Contains("step-20", Assert.Single(_warnings));
    }

    [Fact]
    public void A_flipped_bit_is_found()
    {
        Save(Open(), 10);
        var path = Path.Combine(_folder["checkpoints"], "step-10", "state.bin");
        var bytes = File.ReadAllBytes(path);
        bytes[2] ^= 1;
        File.WriteAllBytes(path, bytes);

        Assert.Equal("VIR2102", Assert.Throws<BadModelFileException>(() => Open().LatestValid()).Code);
        Assert.Contains("checksum of state.bin", _warnings[0]);
    }

    [Fact]
    public void A_damaged_best_one_gives_way_to_the_latest()
    {
        var store = Open();
        Save(store, 10, 0.9);
        Save(store, 20);
        _folder.Add("checkpoints/step-10/state.bin", "x");

        Assert.Equal(20, Open().Best()?.Step);
        Assert.Single(_warnings);
    }

    [Fact]
    public void A_writer_that_fails_leaves_the_older_checkpoints_alone()
    {
        var store = Open(keep: 1);
        Save(store, 10);

        Assert.Throws<InvalidOperationException>(() => store.Save(20,
            [new("a", stream => stream.WriteByte(1)), new("b", _ => throw new InvalidOperationException())]));

        Assert.Equal([10L], store.Steps());
        Assert.Single(Directory.GetFileSystemEntries(_folder["checkpoints"]));
    }

    [Fact]
    public void What_a_killed_process_left_is_removed_and_ignored()
    {
        _folder.Add("checkpoints/.step-30.tmp/state.bin", "half");
        _folder.Add("checkpoints/step-abc/state.bin", "not ours");
        _folder.Add("checkpoints/step-/state.bin", "not ours");

        Assert.Null(Open().LatestValid());
        Assert.False(Directory.Exists(_folder["checkpoints/.step-30.tmp"]));
        Assert.True(Directory.Exists(_folder["checkpoints/step-abc"]));
    }

    [Fact]
    public void The_same_step_can_be_saved_again()
    {
        var store = Open();
        Save(store, 10);
        store.Save(10, [new("state.bin", stream => stream.Write("other"u8))]);

        Assert.Equal("other", File.ReadAllText(store.LatestValid()!["state.bin"]));
        Assert.Equal("VIR2104", Assert.Throws<BadModelFileException>(() => store.LatestValid()!["more"]).Code);
    }

    [Fact]
    public void Names_that_leave_the_folder_are_refused_when_writing_and_when_reading()
    {
        var store = Open();
        Assert.Throws<ArgumentException>(() => store.Save(1, [new("../evil", _ => { })]));
        Assert.Throws<ArgumentException>(() => store.Save(1, [new("checksums.json", _ => { })]));
        _folder.Add("checkpoints/step-5/checksums.json",
            """{"format":1,"step":5,"files":{"../../x":{"bytes":0,"sha256":"e3b0"}}}""");

        Assert.Throws<BadModelFileException>(() => store.LatestValid());
        Assert.Contains("no plain file name", _warnings[0]);
    }

    private CheckpointStore Open(int keep = 3) => new(_folder["checkpoints"], keep, _warnings.Add);

    private static void Save(CheckpointStore store, long step, double? best = null) => store.Save(step,
        [
            new("state.bin", stream => stream.Write(Encoding.UTF8.GetBytes($"state {step}"))),
            new("more", stream => stream.Write(new byte[100_000])),
        ],
        best);
}
