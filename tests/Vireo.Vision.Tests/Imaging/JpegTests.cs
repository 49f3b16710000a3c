using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Jpeg;

namespace Vireo.Vision.Tests.Imaging;

public sealed class JpegTests
{
    public static TheoryData<string> Cases => Golden.Names("codecs.json",
        item => item.GetProperty("name").GetString() is { } name
            && (name.StartsWith("jpeg", StringComparison.Ordinal)
                || name.StartsWith("exif", StringComparison.Ordinal)));

    [Theory, MemberData(nameof(Cases))]
    public void Decoding_agrees_with_Pillow(string name)
    {
        var item = Golden.Case("codecs.json", name);
        var shape = Golden.Shape(item.GetProperty("output"));
        var bytes = item.GetProperty("file_b64").GetBytesFromBase64();
        var channels = shape.Length > 2 ? 3 : 1;

        foreach (var native in (bool[])[true, false])
            Golden.Agrees(item, ImageFile.Read(bytes, new() { UseNative = native }).ToImage(channels));
    }

    [SkippableTheory]
    [InlineData("Portrait_{0}.jpg", 0, 1200, 1800)]
    [InlineData("hopper_orientation_{0}.jpg", 2, 128, 128)]
    public void Pictures_of_all_orientations_come_upright_and_look_the_same(
        string files, int first, int width, int height)
    {
        var folder = Path.Combine(RealData.Folder("badimages"), "exif");
        var pictures = new List<byte[]>();
        for (var i = first; i <= 8; i++)
        {
            var path = Path.Combine(folder, string.Format(files, i));
            var image = ImageFile.Read(path).ToImage();
            Assert.Equal(new ImageSize(width, height), image.Size);
            Assert.Equal(image.Size, ImageFile.ReadInfo(path).Size);
            pictures.Add(image.Resize(16, 16, Interpolation.Area).Pixels.ToArray());
        }

        foreach (var picture in pictures)
            Golden.Close(pictures[0], picture, 12);
    }

    [SkippableFact]
    public void A_picture_in_inks_looks_like_the_same_one_in_lights()
    {
        var folder = Path.Combine(RealData.Folder("badimages"), "unusual");
        var inks = ImageFile.Read(Path.Combine(folder, "pil_sample_cmyk.jpg")).ToImage();
        var lights = ImageFile.Read(Path.Combine(folder, "pil_sample_rgb.jpg")).ToImage();

        var sum = 0.0;
        for (var i = 0; i < inks.Pixels.Length; i++)
            sum += Math.Abs(inks.Pixels[i] - lights.Pixels[i]);
        Assert.InRange(sum / inks.Pixels.Length, 0, 6);
    }

    [Fact]
    public void Inks_become_light_by_multiplication_stored_either_way()
    {
        byte[] stored = [255, 0, 128, 255, 200, 100, 50, 51];
        byte[] ink = [.. stored.Select(value => (byte)(255 - value))];

        Assert.Equal([255, 0, 128, 40, 20, 10], FromCmyk(stored, inverted: true));
        Assert.Equal([255, 0, 128, 40, 20, 10], FromCmyk(ink, inverted: false));
    }

    [SkippableFact]
    public void What_is_written_is_read_back_nearly()
    {
        var image = Golden.Noise(6, 5, 3).Resize(61, 47, Interpolation.Bicubic);

        Golden.Close(image.Pixels, ImageFile.Read(ImageFile.EncodeJpeg(image, 98)).ToImage().Pixels, 40);
        var grey = image.WithChannels(1);
        Golden.Close(grey.Pixels,
            ImageFile.Read(ImageFile.EncodeJpeg(grey, 98)).ToImage(1).Pixels, 8);
    }

    [SkippableFact]
    public void A_file_cut_anywhere_is_an_error_that_names_it()
    {
        var bytes = ImageFile.EncodeJpeg(Golden.Noise(40, 40, 3));
        for (var length = 2; length < bytes.Length; length += 7)
            Assert.Contains("cut.jpg",
                Assert.Throws<BadDataException>(() => ImageFile.Read(bytes[..length], name: "cut.jpg")).Message,
                StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Changing_any_byte_never_ends_in_anything_but_a_picture_or_an_error()
    {
        var bytes = ImageFile.EncodeJpeg(Golden.Noise(24, 24, 3));
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[i] ^= (byte)(1 << (i % 8));
            var error = Record.Exception(() => ImageFile.Read(changed, new() { MaxPixels = 10_000_000 }));
            Assert.True(error is null or BadDataException, error?.ToString());
        }
    }

    [SkippableFact]
    public void A_smaller_picture_is_decoded_where_that_is_enough()
    {
        var image = Golden.Noise(5, 4, 3).Resize(500, 400, Interpolation.Bicubic);
        var bytes = ImageFile.EncodeJpeg(image, 95);
        var half = ImageFile.Read(bytes, new() { ShorterSideNeeded = 150 }).ToImage();

        Assert.Equal(new ImageSize(250, 200), half.Size);
        Assert.Equal(new ImageSize(500, 400), ImageFile.Read(bytes, new() { ShorterSideNeeded = 201 }).Size);
        Golden.Close(image.Resize(250, 200, Interpolation.Area).Pixels, half.Pixels, 20);
    }

    [Fact]
    public void A_malformed_orientation_counts_as_none()
    {
        byte[] block = [.. "MM\0*\0\0\0\b\0\u0001"u8, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];

        var image = new ImageBytes([], "image", ImageReadOptions.Default);
        Assert.Equal(Orientation.Rotate90Clockwise, Exif.ReadOrientation(block, image));
        for (var i = 0; i < block.Length; i++)
            for (var value = 0; value < 256; value++)
            {
                var changed = (byte[])block.Clone();
                changed[i] = (byte)value;
                Assert.InRange((int)Exif.ReadOrientation(changed, image), 1, 8);
                Assert.InRange((int)Exif.ReadOrientation(changed.AsSpan(i), image), 1, 8);
            }
    }

    private static byte[] FromCmyk(byte[] cmyk, bool inverted)
    {
        var result = new byte[cmyk.Length / 4 * 3];
        JpegCodec.FromCmyk(cmyk, inverted, result);
        return result;
    }
}
