using Vireo.Vision.Imaging;

namespace Vireo.Vision.Tests.Imaging;

public sealed class BmpTests
{
    private static readonly Rgb[] _palette = [new(0, 0, 0), new(255, 0, 0), new(0, 255, 0), new(10, 20, 30)];

    [Fact]
    public void Decoding_agrees_with_Pillow()
    {
        var item = Golden.Case("codecs.json", "bmp");

        Golden.Agrees(item, ImageFile.Read(item.GetProperty("file_b64").GetBytesFromBase64()).ToImage());
    }

    [Theory]
    [InlineData(8, 1, new byte[] { 3, 1, 0, 0, 0, 3, 1, 2, 3, 0, 0, 1 })] // run, end of line, literal and its padding
    [InlineData(4, 2, new byte[] { 3, 0x11, 0, 0, 0, 3, 0x12, 0x30, 0, 1 })]
    [InlineData(8, 0, new byte[] { 1, 1, 1, 0, 1, 2, 3, 0 })]
    [InlineData(4, 0, new byte[] { 0x11, 0x10, 0, 0, 0x12, 0x30, 0, 0 })]
    [InlineData(2, 0, new byte[] { 0x54, 0, 0, 0, 0x6C, 0, 0, 0 })]
    public void Rows_come_from_the_bottom_packed_or_run_length_coded(int bits, int compression, byte[] data)
    {
        var image = ImageFile.Read(Bitmap(3, 2, bits, compression, data)).ToImage();

        Assert.Equal([255, 0, 0, 0, 255, 0, 10, 20, 30, 255, 0, 0, 255, 0, 0, 255, 0, 0], image.Pixels.ToArray());
    }

    [Fact]
    public void A_skip_leaves_pixels_at_the_first_colour()
    {
        var image = ImageFile.Read(Bitmap(3, 2, 8, 1, [0, 2, 2, 1, 1, 1, 0, 1])).ToImage();

        Assert.Equal([0, 0, 255], Enumerable.Range(0, 3).Select(x => (int)image[0, x]));
        Assert.Equal([0, 0, 0], Enumerable.Range(0, 3).Select(x => (int)image[1, x]));
    }

    [Theory]
    [InlineData(new byte[] { 4, 1, 0, 1 })] // leaves its row
    [InlineData(new byte[] { 3, 1, 0, 0 })] // ends early
    [InlineData(new byte[] { 3, 9, 0, 0, 0, 1 })] // no such colour
    [InlineData(new byte[] { 0, 2, 0, 9, 0, 1 })] // skips out of the picture
    public void Run_length_data_that_does_not_fit_is_an_error(byte[] data) =>
        Assert.Throws<BadDataException>(() => ImageFile.Read(Bitmap(3, 2, 8, 1, data)));

    [Fact]
    public void A_negative_height_means_rows_from_the_top()
    {
        var image = ImageFile.Read(Bitmap(3, -2, 8, 0, [1, 2, 3, 0, 1, 1, 1, 0])).ToImage();

        Assert.Equal([255, 0, 0, 0, 255, 0, 10, 20, 30], image.Row(0).ToArray());
    }

    [Fact]
    public void Sixteen_bits_are_five_each_and_scaled_to_the_full_range()
    {
        var image = ImageFile.Read(Bitmap(1, 1, 16, 0, [0x1F, 0x7C, 0, 0])).ToImage();

        Assert.Equal([255, 0, 255], image.Pixels.ToArray());
    }

    [Fact]
    public void A_bitmap_cut_short_is_an_error()
    {
        var bytes = Bitmap(3, 2, 24, 0, new byte[24]);
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<BadDataException>(() => ImageFile.Read(bytes[..length]));
    }

    [Fact]
    public void Changing_any_byte_never_ends_in_anything_but_a_picture_or_an_error()
    {
        var bytes = Bitmap(3, 2, 8, 1, [3, 1, 0, 0, 0, 3, 1, 2, 3, 0, 0, 1]);
        for (var i = 0; i < bytes.Length; i++)
            for (var value = 0; value < 256; value += 5)
            {
                var changed = (byte[])bytes.Clone();
                changed[i] = (byte)value;
                var error = Record.Exception(() => ImageFile.Read(changed, new() { MaxPixels = 1_000_000 }));
                Assert.True(error is null or BadDataException, error?.ToString());
            }
    }

    private static byte[] Bitmap(int width, int height, int bits, int compression, byte[] data)
    {
        var colours = bits <= 8 ? _palette.Length : 0;
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        var start = 54 + 4 * colours;
        writer.Write("BM"u8);
        foreach (var value in (int[])[start + data.Length, 0, start, 40, width, height, 1 | bits << 16, compression,
            data.Length, 0, 0, colours, 0])
            writer.Write(value);
        for (var i = 0; i < colours; i++)
            writer.Write([_palette[i].B, _palette[i].G, _palette[i].R, (byte)0]);
        writer.Write(data);
        return file.ToArray();
    }
}
