using Vireo.Testing;
using Vireo.Weights;

namespace Vireo.Tests.Weights;

/// <summary>Files made by PyTorch, by NumPy, and by pickle as Paddle uses it, against the values that went in.</summary>
public sealed class WeightFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("state-protocol2.pdparams", WeightFormat.Pickle)]
    [InlineData("state-protocol3.pdparams", WeightFormat.Pickle)]
    [InlineData("state-protocol4.pdparams", WeightFormat.Pickle)]
    [InlineData("state-protocol5.pdparams", WeightFormat.Pickle)]
    [InlineData("state.npz", WeightFormat.Npz)]
    [InlineData("state-compressed.npz", WeightFormat.Npz)]
    public void Paddle_and_NumPy_files_hold_what_was_put_in(string name, WeightFormat format)
    {
        using var file = WeightFile.Read(WeightFixture.File(name));

        Assert.Equal(format, file.Format);
        WeightFixture.HoldsAll(file);
        Assert.Empty(file.Metadata);
    }

    [Theory]
    [InlineData("state.pth", WeightFormat.TorchZip)]
    [InlineData("state-legacy.pth", WeightFormat.TorchLegacy)]
    public void PyTorch_files_hold_what_was_put_in_with_views_in_order(string name, WeightFormat format)
    {
        using var file = WeightFile.Read(WeightFixture.File(name));

        Assert.Equal(format, file.Format);
        WeightFixture.HoldsAll(file, "bfloat", "transposed", "column", "corner", "repeated");
        Assert.Equal("bfloat BF16 [3]", file.Entries.Single(entry => entry.Name == "bfloat").ToString());
        Assert.Equal([1, 3.140625f, -2], WeightFixture.Floats(file, "bfloat"));
        Assert.Equal([0, 6, 12, 18, 1, 7, 13, 19], WeightFixture.Floats(file, "transposed")[..8]);
        Assert.Equal([2, 8, 14, 20], WeightFixture.Floats(file, "column"));
        Assert.Equal([8, 9, 10, 14, 15, 16], WeightFixture.Floats(file, "corner"));
        Assert.Equal([5, 5, 5, 5, 5, 5], WeightFixture.Floats(file, "repeated"));
    }

    [Fact]
    public void A_part_of_a_strided_tensor_is_the_part_of_the_whole()
    {
        using var file = WeightFile.Read(WeightFixture.File("state.pth"));
        Assert.True(file.TryGet("transposed", out var entry));
        var whole = entry.ReadBytes();

        var part = new byte[20];
        entry.Read(36, part);

        Assert.Equal(whole[36..56], part);
    }

    [Theory]
    [InlineData("fortran.npy"), InlineData("big-endian.npy"), InlineData("half.npy")]
    [InlineData("version1.npy"), InlineData("version2.npy"), InlineData("version3.npy")]
    public void A_single_array_has_the_name_of_its_file(string name)
    {
        using var file = WeightFile.Read(WeightFixture.File(name));

        Assert.Equal($"{Path.GetFileNameWithoutExtension(name)} F32 [2, 3, 4]", Assert.Single(file.Entries).ToString());
        Assert.Equal(WeightFixture.Ramp, file.Entries[0].ReadSingles());
    }

    [Theory]
    [InlineData("mixed.npz"), InlineData("mixed-compressed.npz")]
    public void Column_major_and_big_endian_arrays_come_out_row_major_and_little_endian(string name)
    {
        using var file = WeightFile.Read(WeightFixture.File(name));

        Assert.Equal(WeightFixture.Ramp, WeightFixture.Floats(file, "fortran"));
        Assert.Equal(WeightFixture.Ramp, WeightFixture.Floats(file, "big"));
        Assert.Equal(DType.F64, file.Entries.Single(entry => entry.Name == "big").Type);
        if (name != "mixed.npz") return;
        Assert.Equal([65535], WeightFixture.Floats(file, "unsigned"));
        Assert.True(file.TryGet("wide", out var wide) && BitConverter.ToInt64(wide.ReadBytes()) == 1L << 31);
    }

    [Theory]
    [InlineData("checkpoint.pth"), InlineData("checkpoint-legacy.pth")]
    public void A_checkpoint_gives_dotted_names_and_its_numbers_as_metadata(string name)
    {
        using var file = WeightFile.Read(WeightFixture.File(name));

        var names = file.Entries.Select(entry => entry.Name).ToList();
        Assert.Equal("state_dict.module.conv.weight", names[0]);
        Assert.Contains("optimizer.state.0.exp_avg", names);
        Assert.Contains("optimizer.state.3.exp_avg_sq", names);
        Assert.Equal([1, 1], WeightFixture.Floats(file, "parameter"));
        Assert.Equal([0, 1, 2], WeightFixture.Floats(file, "array"));
        Assert.Equal("12", file.Metadata["epoch"]);
        Assert.Equal("tiny", file.Metadata["arch"]);
        Assert.Equal("0.5", file.Metadata["best"]);
        Assert.Equal("0.25", file.Metadata["numpy"]);
        Assert.Equal("0.01", file.Metadata["optimizer.param_groups.0.lr"]);
        Assert.Equal("1", file.Metadata["scheduler.milestones.4"]);
        Assert.Equal("cpu", file.Metadata["device"]);
        Assert.Equal("3", file.Metadata["shape.1"]);
    }

    [Fact]
    public void The_optimizer_of_Paddle_and_arrays_that_it_split_are_read()
    {
        using var optimizer = WeightFile.Read(WeightFixture.File("state.pdopt"));
        Assert.Equal([0.5f, 0.5f, 0.5f, 0.5f], WeightFixture.Floats(optimizer, "conv2d_0.w_0_moment1_0"));
        Assert.Equal([1, 1], WeightFixture.Floats(optimizer, "master_weights.conv2d_0.w_0"));
        Assert.Equal("3", optimizer.Metadata["LR_Scheduler.last_epoch"]);

        using var split = WeightFile.Read(WeightFixture.File("split.pdparams"));
        Assert.Equal(["bias F32 [2]", "weight F32 [2, 5]"], split.Entries.Select(entry => entry.ToString()));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], WeightFixture.Floats(split, "weight"));
    }

    [Theory]
    [InlineData("b.safetensors", WeightFormat.SafeTensors), InlineData("b.npz", WeightFormat.Npz)]
    [InlineData("b.pth", WeightFormat.TorchZip), InlineData("b.PT", WeightFormat.TorchZip)]
    public void What_is_written_in_any_format_is_read_back(string name, WeightFormat format)
    {
        using var from = WeightFile.Read(WeightFixture.File("state.pth"));
        WeightFile.Write(_folder[name], from.Entries);

        // The name tells nothing: the bytes do.
        File.Move(_folder[name], _folder["renamed"]);
        using var back = WeightFile.Read(_folder["renamed"]);

        Assert.Equal(format, back.Format);
        Assert.Equal(from.Entries.Select(entry => entry.Name), back.Entries.Select(entry => entry.Name));
        foreach (var (before, after) in from.Entries.Zip(back.Entries))
        {
            Assert.Equal(before.ReadSingles(), after.ReadSingles());
            Assert.Equal(before.Shape, after.Shape);
            Assert.Equal(before.Type == DType.BF16 && format == WeightFormat.Npz ? DType.F32 : before.Type, after.Type);
        }
    }

    [Theory]
    [InlineData("state.pth"), InlineData("state-legacy.pth"), InlineData("state.npz"), InlineData("half.npy")]
    [InlineData("state.pdopt")]
    public void A_wrong_extension_does_not_mislead(string name)
    {
        File.Copy(WeightFixture.File(name), _folder["x.safetensors"]);
        using var right = WeightFile.Read(WeightFixture.File(name));
        using var wrong = WeightFile.Read(_folder["x.safetensors"]);

        Assert.Equal(right.Format, wrong.Format);
        Assert.Equal(right.Entries.Count, wrong.Entries.Count);
    }

    [Fact]
    public void One_tensor_becomes_an_npy_file_and_several_do_not()
    {
        using var from = WeightFile.Read(WeightFixture.File("fortran.npy"));
        WeightFile.Write(_folder["one.npy"], from.Entries);
        using var back = WeightFile.Read(_folder["one.npy"]);
        Assert.Equal(WeightFixture.Ramp, back.Entries[0].ReadSingles());

        using var many = WeightFile.Read(WeightFixture.File("state.npz"));
        var refused = Assert.Throws<UsageException>(() => WeightFile.Write(_folder["many.npy"], many.Entries));
        Assert.Equal("VIR2015", refused.Code);
        Assert.Equal("VIR2015", Assert.Throws<UsageException>(() => WeightFile.Write(_folder["x.bin"], [])).Code);
        Assert.Equal([_folder["one.npy"]], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void An_unknown_file_and_a_missing_one_are_refused()
    {
        var unknown = Assert.Throws<BadModelFileException>(() => WeightFile.Read(_folder.Add("x", "GGUF and more")));
        Assert.Equal("VIR2009", unknown.Code);
        Assert.Equal("VIR2009", Assert.Throws<BadModelFileException>(() => WeightFile.Read(_folder.Add("y"))).Code);
        Assert.Equal("VIR2001", Assert.Throws<BadModelFileException>(() => WeightFile.Read(_folder["none"])).Code);
        Assert.Equal("VIR2001", Assert.Throws<BadModelFileException>(() => WeightFile.Read(_folder.Path)).Code);
    }

    [SkippableTheory]
    [InlineData("a.pth", "torch.load(p)"), InlineData("a.pth", "torch.load(p, weights_only=True)")]
    [InlineData("a.npz", "{k: torch.from_numpy(v) for k, v in np.load(p).items()}")]
    public void PyTorch_and_NumPy_read_what_is_written(string name, string load)
    {
        using var from = WeightFile.Read(WeightFixture.File("state.pth"));
        WeightFile.Write(_folder[name], from.Entries);

        WeightFixture.RunPython($"""
            import sys, torch, numpy as np
            p, expected = sys.argv[1], torch.load(sys.argv[2])
            found = {load}
            assert list(found) == list(expected), list(found)
            for name, value in expected.items():
                assert found[name].shape == value.shape, name
                assert torch.equal(found[name].double(), value.double()), (name, found[name], value)
                same = found[name].dtype == value.dtype
                assert same or value.dtype in (torch.float16, torch.int16, torch.bfloat16), (name, found[name].dtype)
            """, _folder[name], WeightFixture.File("state.pth"));
    }

    [SkippableTheory]
    [InlineData("True"), InlineData("False")]
    public void A_network_saved_by_PyTorch_comes_bit_for_bit(string zip)
    {
        var printed = WeightFixture.RunPython($$"""
            import sys, torch
            torch.manual_seed(3)
            net = torch.nn.Sequential(torch.nn.Conv2d(3, 8, 3), torch.nn.BatchNorm2d(8), torch.nn.Linear(7, 5))
            torch.save({'model': net.state_dict()}, sys.argv[1], _use_new_zipfile_serialization={{zip}})
            for name, value in net.state_dict().items(): print(name, value.double().sum().item().hex())
            """, _folder["net.pth"]);

        using var file = WeightFile.Read(_folder["net.pth"]);

        var sums = printed.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(sums.Length, file.Entries.Count);
        Assert.All(sums.Zip(file.Entries), pair => Assert.Equal($"model.{pair.First.Split(' ')[0]}", pair.Second.Name));
    }
}
