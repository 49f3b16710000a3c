using System.Buffers.Binary;
using System.Text;
using Vireo.Testing;
using Vireo.Weights;

namespace Vireo.Tests.Weights;

public sealed class SafeTensorsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_back_in_the_same_order()
    {
        var path = _folder["model.safetensors"];
        SafeTensorsFile.Write(path,
            [
                WeightEntry.Of("conv.weight", [2, 1, 1, 2], new float[] { 1, -2, 3.5f, float.NaN }),
                WeightEntry.Of("bn.num_batches_tracked", Shape.Scalar, new long[] { 1L << 40 }),
                WeightEntry.Of("empty", [0, 3], Array.Empty<float>()),
                WeightEntry.Of("größe", [1], new double[] { 1e300 }),
            ],
            new Dictionary<string, string> { ["format"] = "pt" });

        using var file = SafeTensorsFile.Read(path);

        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal(["conv.weight F32 [2, 1, 1, 2]", "bn.num_batches_tracked I64 []", "empty F32 [0, 3]",
            "größe F64 [1]"],
            file.Entries.Select(entry => entry.ToString()));
        Assert.Equal([1, -2, 3.5f, float.NaN], file.Entries[0].ReadSingles());
        Assert.Equal(BitConverter.GetBytes(1L << 40), file.Entries[1].ReadBytes());
        Assert.Empty(file.Entries[2].ReadSingles());
        Assert.True(file.TryGet("größe", out var entry) && BitConverter.ToDouble(entry.ReadBytes()) == 1e300);
        Assert.False(file.TryGet("missing", out _));
    }

    [Fact]
    public void A_tensor_larger_than_the_buffer_survives_the_round_trip()
    {
        var values = Enumerable.Range(0, 700_001).Select(i => (float)i).ToArray();
        SafeTensorsFile.Write(_folder["big"], [WeightEntry.Of("x", [700_001], values)]);

        using var file = SafeTensorsFile.Read(_folder["big"]);

        Assert.Equal(values, file.Entries[0].ReadSingles());
    }

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        // The layout of the format's description: length, JSON padded with spaces to eight bytes, data.
        SafeTensorsFile.Write(_folder["m"], [WeightEntry.Of("a", [1], new float[] { 1 })]);

        const string header = """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""";
        Assert.Equal(FileOf(header.PadRight(56), 0, 0, 0x80, 0x3f), File.ReadAllBytes(_folder["m"]));
    }

    [Theory]
    [InlineData("F16", new byte[] { 0x00, 0x3c, 0x01, 0x00, 0x00, 0x7c },
        new[] { 1f, 5.9604645e-8f, float.PositiveInfinity })]
    [InlineData("BF16", new byte[] { 0x80, 0x3f, 0x49, 0x40, 0x00, 0xc0 }, new[] { 1f, 3.140625f, -2f })]
    [InlineData("I8", new byte[] { 0x80, 0x7f, 0xff }, new[] { -128f, 127f, -1f })]
    [InlineData("U8", new byte[] { 0x80, 0x7f, 0xff }, new[] { 128f, 127f, 255f })]
    [InlineData("BOOL", new byte[] { 0, 1, 1 }, new[] { 0f, 1f, 1f })]
    [InlineData("I32", new byte[] { 1, 0, 0, 0, 255, 255, 255, 255, 0, 1, 0, 0 }, new[] { 1f, -1f, 256f })]
    public void Every_element_type_widens_to_floats(string type, byte[] bytes, float[] expected)
    {
        var header = $$"""{"x":{"dtype":"{{type}}","shape":[3],"data_offsets":[0,{{bytes.Length}}] } }""";
        _folder.Add("m", FileOf(header, bytes));

        using var file = SafeTensorsFile.Read(_folder["m"]);

        Assert.Equal(expected, file.Entries[0].ReadSingles());
        Assert.Equal(file.Entries[0].ByteCount, file.Entries[0].ReadBytes().Length);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "VIR2002", "truncated")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "VIR2005", "needs 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "VIR2005", "offsets are 4 to 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", "VIR2005", "4 bytes follow")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[3],"data_offsets":[1,4]}}""", "VIR2005", "overlaps")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[1],"data_offsets":[3,4]}}""", "VIR2005", "gap")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"a":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""", "VIR2004", "'a' is listed twice")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}""", "VIR2006", "F8_E4M3")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "VIR2003", "'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", "VIR2005",
        "too large")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,0]}}""",
        "VIR2005", "too large")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", "VIR2003", "lacks")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}}""", "VIR2003", "'more'")]
    [InlineData("""{"a":7}""", "VIR2003", "JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""", "VIR2003", "JSON")]
    [InlineData("""[1]""", "VIR2003", "JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "VIR2003", "whole number")]
    public void A_header_that_lies_is_refused_with_the_file_and_the_reason(string header, string code, string reason)
    {
        var path = _folder.Add("bad.safetensors", FileOf(header, 1, 2, 3, 4));

        var failure = Assert.Throws<BadModelFileException>(() => SafeTensorsFile.Read(path));

        Assert.Equal(code, failure.Code);
        Assert.Contains(path, failure.Message);
        Assert.Contains(reason, failure.Message);
    }

    [Fact]
    public void A_huge_header_is_refused_before_memory_is_taken()
    {
        var bytes = new byte[64];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, 1UL << 62);
        _folder.Add("bomb", bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, 90_000_000);
        _folder.Add("cut", bytes);

        Assert.Equal("VIR2003", Assert.Throws<BadModelFileException>(() => SafeTensorsFile.Read(_folder["bomb"])).Code);
        Assert.Equal("VIR2002", Assert.Throws<BadModelFileException>(() => SafeTensorsFile.Read(_folder["cut"])).Code);
    }

    [Fact]
    public void Every_truncation_and_a_missing_file_are_refused()
    {
        SafeTensorsFile.Write(_folder["m"], [WeightEntry.Of("a", [3], new float[] { 1, 2, 3 })]);
        var whole = File.ReadAllBytes(_folder["m"]);
        for (var length = 0; length < whole.Length; length++)
        {
            _folder.Add("cut", whole.AsSpan(0, length));
            Assert.Throws<BadModelFileException>(() => SafeTensorsFile.Read(_folder["cut"]));
        }

        Assert.Equal("VIR2001", Assert.Throws<BadModelFileException>(() => SafeTensorsFile.Read(_folder["none"])).Code);
    }

    [Fact]
    public void A_name_given_twice_is_not_written()
    {
        var entry = WeightEntry.Of("a", [1], new float[] { 1 });

        Assert.Throws<ArgumentException>(() => SafeTensorsFile.Write(_folder["m"], [entry, entry]));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    private static byte[] FileOf(string header, params byte[] data) =>
        [.. BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header),
            .. data];
}
