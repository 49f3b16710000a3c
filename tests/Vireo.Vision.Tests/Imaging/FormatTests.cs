using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using Vireo.Testing;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Tests.Imaging;

/// <summary>Files of many kinds against the pixels that other decoders find in them.</summary>
public sealed class FormatTests
{
    private static readonly Lazy<Dictionary<string, JsonElement>> _cases = new(() =>
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.Golden("formats/cases.json")));
        return document.RootElement.GetProperty("cases").EnumerateArray().Select(item => item.Clone())
            .ToDictionary(item => item.GetProperty("name").GetString()!);
    });

    public static TheoryData<string> Names => [.. _cases.Value.Keys];

    /// <summary>All the files, for those who need some of every kind.</summary>
    internal static IEnumerable<byte[]> Files => _cases.Value.Values.Select(FileOf);

    public static TheoryData<string, bool> Ways
    {
        get
        {
            var ways = new TheoryData<string, bool>();
            foreach (var name in _cases.Value.Keys)
            {
                ways.Add(name, true);
                ways.Add(name, false);
            }

            return ways;
        }
    }

    [Theory, MemberData(nameof(Ways))]
    public void Every_kind_of_file_gives_the_pixels_that_others_find(string name, bool native)
    {
        var item = _cases.Value[name];
        var image = Read(name, native);

        Assert.Equal((Int(item, "width"), Int(item, "height")), (image.Width, image.Height));
        Assert.Equal(item.GetProperty("depth").GetString(), image.Depth.ToString());
        var expected = Values(item);
        switch (image.Depth)
        {
            case PixelDepth.U16:
                Assert.Equal(MemoryMarshal.Cast<byte, ushort>(expected).ToArray(), image.Words.ToArray());
                break;
            case PixelDepth.F32:
                Assert.Equal(MemoryMarshal.Cast<byte, float>(expected).ToArray(), image.Floats.ToArray());
                break;
            default:
                var channels = Int(item, "channels");
                var found = channels == image.Channels ? image.Bytes : image.ToImage(channels).Pixels;
                Golden.Close(expected, found, Int(item, "tolerance"));
                break;
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Headers_alone_tell_size_channels_and_depth(string name)
    {
        var image = Read(name, native: true);
        var info = ImageFile.ReadInfo(FileOf(_cases.Value[name]));

        Assert.Equal((image.Size, image.Depth, image.Format, image.Channels),
            (info.Size, info.Depth, info.Format, info.Channels));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_file_cut_anywhere_is_an_error_or_lacks_nothing(string name)
    {
        var whole = Read(name, native: false).ToFloats();
        var file = FileOf(_cases.Value[name]);
        for (var length = 0; length < file.Length; length += Math.Max(1, file.Length / 40))
        {
            var cut = file[..length];
            DecodedImage? image = null;
            var error = Record.Exception(() => image = ImageFile.Read(cut, new() { UseNative = false }, "cut"));
            Assert.True(error is null or BadDataException, error?.ToString());
            if (image is not null)
                Assert.Equal(whole, image.ToFloats());
        }
    }

    private static DecodedImage Read(string name, bool native) =>
        ImageFile.Read(FileOf(_cases.Value[name]), new() { UseNative = native }, name);

    private static byte[] FileOf(JsonElement item) => item.GetProperty("file_b64").GetBytesFromBase64();

    private static int Int(JsonElement item, string key) => item.GetProperty(key).GetInt32();

    private static byte[] Values(JsonElement item)
    {
        using var packed = new MemoryStream(item.GetProperty("values_b64").GetBytesFromBase64());
        using var stream = new ZLibStream(packed, CompressionMode.Decompress);
        using var values = new MemoryStream();
        stream.CopyTo(values);
        return values.ToArray();
    }
}
