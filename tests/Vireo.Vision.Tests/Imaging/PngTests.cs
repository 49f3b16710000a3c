using Vireo.Vision.Imaging;

namespace Vireo.Vision.Tests.Imaging;

public sealed class PngTests
{
    [Theory]
    [InlineData("png_gray", 1)]
    [InlineData("png_bilevel", 1)]
    [InlineData("png_rgba", 4)]
    public void Decoding_agrees_with_Pillow(string name, int channels)
    {
        var item = Golden.Case("codecs.json", name);
        var bytes = item.GetProperty("file_b64").GetBytesFromBase64();

        Golden.Agrees(item, ImageFile.Read(bytes).ToImage(channels));
    }

    [Fact]
    public void Grey_with_alpha_becomes_colour_with_the_same_alpha()
    {
        var item = Golden.Case("codecs.json", "png_gray_alpha");
        var image = ImageFile.Read(item.GetProperty("file_b64").GetBytesFromBase64()).ToImage(4);
        var expected = Golden.Bytes(item);

        for (var i = 0; i < expected.Length / 2; i++)
            Assert.Equal(
                [expected[2 * i], expected[2 * i], expected[2 * i], expected[2 * i + 1]],
                image.Pixels.Slice(4 * i, 4).ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void What_is_written_is_read_back(int channels)
    {
        var image = Golden.Noise(37, 23, channels);
        var back = ImageFile.Read(ImageFile.EncodePng(image)).ToImage(channels);

        Assert.Equal(image.Pixels.ToArray(), back.Pixels.ToArray());
    }

    /// <summary>The stream is packed here by a plain writer: whole values, every filter in turn, Adam7 by
    /// definition.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(0, 4)]
    [InlineData(0, 8)]
    [InlineData(0, 16)]
    [InlineData(2, 8)]
    [InlineData(2, 16)]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    [InlineData(3, 4)]
    [InlineData(3, 8)]
    [InlineData(4, 8)]
    [InlineData(4, 16)]
    [InlineData(6, 8)]
    [InlineData(6, 16)]
    public void Every_colour_type_and_depth_is_read_plain_and_interlaced(int colour, int depth)
    {
        foreach (var (width, height) in (ReadOnlySpan<(int, int)>)[(13, 11), (1, 1), (3, 9), (32, 2)])
        {
            var plain = TestPng.Make(width, height, colour, depth, interlaced: false);
            var interlaced = TestPng.Make(width, height, colour, depth, interlaced: true);
            var expected = TestPng.Expected(width, height, colour, depth);

            Assert.Equal(expected, ImageFile.Read(plain).ToImage(4).Pixels.ToArray());
            Assert.Equal(expected, ImageFile.Read(interlaced).ToImage(4).Pixels.ToArray());
        }
    }

    [Fact]
    public void Alpha_is_composited_on_white_unless_it_is_asked_for()
    {
        var image = new Image(2, 1, 4, [100, 0, 200, 0, 100, 0, 200, 128]);
        var bytes = ImageFile.EncodePng(image);

        // 100·128/255 + 127 = 177.2, 0 + 127, 200·128/255 + 127 = 227.4.
        Assert.Equal([255, 255, 255, 177, 127, 227], ImageFile.Read(bytes).ToImage().Pixels.ToArray());
        Assert.Equal(image.Pixels.ToArray(), ImageFile.Read(bytes).ToImage(4).Pixels.ToArray());
    }

    [Fact]
    public void A_file_cut_anywhere_is_an_error_that_names_it()
    {
        var bytes = ImageFile.EncodePng(Golden.Noise(9, 9, 3));
        for (var length = 0; length < bytes.Length; length++)
        {
            var error = Assert.Throws<BadDataException>(() => ImageFile.Read(bytes[..length], name: "cut.png"));
            Assert.Contains("cut.png", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Changing_any_byte_never_ends_in_anything_but_a_picture_or_an_error()
    {
        var bytes = TestPng.Make(9, 7, 3, 4, interlaced: true);
        for (var i = 0; i < bytes.Length; i++)
            for (var flip = 1; flip < 256; flip += 41)
            {
                var changed = (byte[])bytes.Clone();
                changed[i] ^= (byte)flip;
                var error = Record.Exception(() => ImageFile.Read(changed));
                Assert.True(error is null or BadDataException, error?.ToString());
            }
    }

    [Theory]
    [InlineData(30_000, 30_000, "VIR1103")]
    [InlineData(9_000, 9_000, "VIR1101")]
    public void A_size_that_cannot_be_true_is_refused_before_memory_is_taken(int width, int height, string code)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var bytes = TestPng.Header(width, height, 2, 8, false, [1, 2, 3]);

        Assert.Equal(code, Assert.Throws<BadDataException>(() => ImageFile.Read(bytes)).Code);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
    }
}
