using Vireo.Testing;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Tests.Imaging;

public sealed class ImageFileTests
{
    [Fact]
    public void A_stream_gives_what_the_file_gives()
    {
        var image = Golden.Noise(20, 10, 3);
        using var stream = new MemoryStream(ImageFile.EncodePng(image));

        Assert.Equal(image.Pixels.ToArray(), ImageFile.Read(stream).ToImage().Pixels.ToArray());
    }

    [Fact]
    public void Limits_are_kept_before_memory_is_taken()
    {
        var bytes = ImageFile.EncodePng(Golden.Noise(100, 100, 3));
        using var folder = new TemporaryFolder();
        var path = folder["large.png"];
        File.WriteAllBytes(path, bytes);

        foreach (var options in (ImageReadOptions[])
            [new() { MaxPixels = 9_999 }, new() { MaxBytes = 29_999 }, new() { MaxFileBytes = bytes.Length - 1 }])
        {
            var error = Assert.Throws<BadDataException>(() => ImageFile.Read(path, options));
            Assert.Equal("VIR1103", error.Code);
            Assert.Contains("large.png", error.Message, StringComparison.Ordinal);
        }

        using var stream = new MemoryStream(bytes);
        Assert.Equal("VIR1103", Assert.Throws<BadDataException>(
            () => ImageFile.Read(stream, new() { MaxFileBytes = 1000 })).Code);
        ImageFile.Read(path, new() { MaxPixels = 10_000, MaxBytes = 30_000, MaxFileBytes = bytes.Length });
    }

    [Fact]
    public void Values_become_8_bits_and_floats_by_rule()
    {
        var words = ImageFile.Read([.. "P5 4 1 65535\n"u8, 0, 0, 0, 128, 0, 129, 255, 255]);

        Assert.Equal(PixelDepth.U16, words.Depth);
        Assert.Equal([0, 128, 129, 65535], words.Words.ToArray());
        Assert.Equal([0, 0, 1, 255], words.ToImage(1).Pixels.ToArray());
        Assert.Equal([0, 128 / 65535f, 129 / 65535f, 1], words.ToFloats());
        Assert.Throws<InvalidOperationException>(() => words.Bytes.ToArray());

        byte[] file = [.. "Pf 4 1 -1\n"u8, .. Floats(-1, 0.5f, 7, float.NaN)];
        var floats = ImageFile.Read(file);
        Assert.Equal([-1, 0.5f, 7, float.NaN], floats.Floats.ToArray());
        Assert.Equal([0, 128, 255, 0], floats.ToImage(1).Pixels.ToArray());
    }

    [Theory]
    [InlineData(Orientation.MirrorHorizontal, "321654")]
    [InlineData(Orientation.Rotate180, "654321")]
    [InlineData(Orientation.MirrorVertical, "456123")]
    [InlineData(Orientation.Transpose, "142536")]
    [InlineData(Orientation.Rotate90Clockwise, "415263")]
    [InlineData(Orientation.Transverse, "635241")]
    [InlineData(Orientation.Rotate90CounterClockwise, "362514")]
    public void All_orientations_turn_pixels_of_all_sizes(Orientation orientation, string expected)
    {
        foreach (var (channels, depth) in (ReadOnlySpan<(int, PixelDepth)>)
            [(1, PixelDepth.U8), (2, PixelDepth.U8), (3, PixelDepth.U8), (4, PixelDepth.U8), (3, PixelDepth.U16),
                (4, PixelDepth.U16), (1, PixelDepth.F32), (3, PixelDepth.F32), (4, PixelDepth.F32)])
        {
            var size = channels * Raster.BytesOf(depth);
            byte[] Spread(string digits) => [.. digits.SelectMany(d => Enumerable.Range(0, size).Select(i => (byte)(d + i)))];
            var turned = new Raster(3, 2, channels, Spread("123456"), depth).Oriented(orientation);

            Assert.Equal(Spread(expected), turned.Pixels);
            Assert.Equal(orientation >= Orientation.Transpose ? (2, 3) : (3, 2), (turned.Width, turned.Height));
        }
    }

    [Theory]
    [InlineData("a.png")]
    [InlineData("a.ppm")]
    [InlineData("a.pgm")]
    public void What_is_saved_without_loss_is_read_back(string name)
    {
        using var folder = new TemporaryFolder();
        var image = Golden.Noise(13, 7, name == "a.pgm" ? 1 : 3);
        ImageFile.Save(image, folder[name]);
        var back = ImageFile.Read(folder[name]);

        Assert.Empty(back.Warnings);
        Assert.Equal(image.Pixels.ToArray(), back.Bytes.ToArray());
        Assert.Throws<ArgumentException>(() => ImageFile.Save(image, folder["a.gif"]));
    }

    [Fact]
    public void Bytes_behind_the_end_are_told()
    {
        byte[] png = [.. ImageFile.EncodePng(Golden.Noise(5, 5, 3)), 1, 2, 3];
        byte[] jpeg = [.. ImageFile.EncodeJpeg(Golden.Noise(5, 5, 3)), 1, 2, 3];

        Assert.Equal(["VIR1115"], ImageFile.Read(png).Warnings.Select(warning => warning.Code));
        Assert.Equal(["VIR1115"], ImageFile.Read(jpeg).Warnings.Select(warning => warning.Code));
    }

    private static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
