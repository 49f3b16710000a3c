namespace Vireo.Native.Tests;

public class TurboJpegTests
{
    private const int Width = 37, Height = 22;

    [SkippableFact]
    public void A_gradient_comes_back_nearly_the_same()
    {
        NeedLibrary();
        var pixels = Gradient();
        var file = TurboJpeg.Encode(pixels, Width, Height, JpegPixels.Rgb, 95, JpegSubsampling.Full444);
        var decoded = new byte[pixels.Length];

        var header = TurboJpeg.ReadHeader(file);
        var result = TurboJpeg.Decode(file, decoded, JpegPixels.Rgb);

        Assert.Equal(new(Width, Height, JpegSubsampling.Full444, JpegColorSpace.YCbCr), header);
        Assert.Equal(new(Width, Height, null), result);
        for (var i = 0; i < pixels.Length; i++) Assert.InRange(decoded[i] - pixels[i], -6, 6);
    }

    [SkippableFact]
    public void Luminance_is_the_weighted_sum_of_the_colours()
    {
        NeedLibrary();
        byte[] orange = [.. Enumerable.Repeat((byte[])[200, 100, 50], Width * Height).SelectMany(static c => c)];
        var file = TurboJpeg.Encode(orange, Width, Height, quality: 100);
        var gray = new byte[Width * Height];

        TurboJpeg.Decode(file, gray, JpegPixels.Gray);

        // 0.299·200 + 0.587·100 + 0.114·50 (ITU-R BT.601) = 124.2
        Assert.All(gray, static value => Assert.InRange(value, 123, 125));
    }

    [SkippableFact]
    public void Reduced_sizes_round_up_and_hold_the_means_of_blocks()
    {
        NeedLibrary();
        var file = TurboJpeg.Encode(Gradient(), Width, Height, quality: 95);
        var small = new byte[10 * 6 * 3];

        var result = TurboJpeg.Decode(file, small, JpegPixels.Rgb, new(1, 4));

        Assert.Equal(new(10, 6, null), result);
        // Columns 8 to 11 of the gradient hold 6x, rows 8 to 11 hold 10y; both means are at 9.5.
        var pixel = 3 * (2 * 10 + 2);
        Assert.InRange(small[pixel], 57 - 4, 57 + 4);
        Assert.InRange(small[pixel + 1], 95 - 4, 95 + 4);
    }

    [SkippableFact]
    public void Four_colours_are_kept()
    {
        NeedLibrary();
        byte[] ink = [.. Enumerable.Repeat((byte[])[10, 80, 160, 240], Width * Height).SelectMany(static c => c)];
        var file = TurboJpeg.Encode(ink, Width, Height, JpegPixels.Cmyk, 100, JpegSubsampling.Full444);
        var decoded = new byte[ink.Length];

        Assert.Equal(JpegColorSpace.Ycck, TurboJpeg.ReadHeader(file).ColorSpace);
        TurboJpeg.Decode(file, decoded, JpegPixels.Cmyk);
        for (var i = 0; i < ink.Length; i++) Assert.InRange(decoded[i] - ink[i], -3, 3);
        Assert.Throws<NativeException>(() => TurboJpeg.Decode(file, decoded, JpegPixels.Rgb));
    }

    [SkippableFact]
    public void A_file_that_ends_too_early_is_decoded_with_a_warning()
    {
        NeedLibrary();
        var file = TurboJpeg.Encode(Gradient(), Width, Height);
        var decoded = new byte[Width * Height * 3];

        var result = TurboJpeg.Decode(file.AsSpan(0, file.Length - 60), decoded, JpegPixels.Rgb);

        Assert.False(result.IsSound);
        Assert.Contains("end of", result.Warning, StringComparison.OrdinalIgnoreCase);
        Assert.True(TurboJpeg.Decode(file, decoded, JpegPixels.Rgb).IsSound);
    }

    [SkippableFact]
    public void What_is_no_JPEG_file_is_refused()
    {
        NeedLibrary();
        var file = TurboJpeg.Encode(Gradient(), Width, Height);
        var decoded = new byte[Width * Height * 3];

        Assert.Throws<NativeException>(() => TurboJpeg.ReadHeader([]));
        Assert.Throws<NativeException>(() => TurboJpeg.ReadHeader("not a picture"u8));
        Assert.Throws<NativeException>(() => TurboJpeg.ReadHeader(file.AsSpan(0, 30)));
        Assert.True(TurboJpeg.Decode(file, decoded, JpegPixels.Rgb).IsSound);
        Assert.Throws<ArgumentException>(() => TurboJpeg.Decode(file, decoded.AsSpan(1), JpegPixels.Rgb));
        Assert.Throws<ArgumentException>(() => TurboJpeg.Decode(file, decoded, JpegPixels.Rgb, new(1, 3)));
        Assert.Throws<ArgumentException>(() => TurboJpeg.Encode(decoded, Width, Height + 1));
    }

    [SkippableFact]
    public void Damaged_files_never_do_worse_than_an_exception()
    {
        NeedLibrary();
        var sound = TurboJpeg.Encode(Gradient(), Width, Height);
        var decoded = new byte[1 << 20];
        var seed = 1u;
        for (var round = 0; round < 2000; round++)
        {
            var file = sound.ToArray();
            for (var i = 0; i < 3; i++)
            {
                seed = seed * 1664525 + 1013904223;
                file[(int)((seed >> 8) % (uint)file.Length)] = (byte)(seed >> 24);
            }

            try
            {
                TurboJpeg.Decode(file, decoded, JpegPixels.Rgb);
            }
            catch (Exception e) when (e is NativeException or ArgumentException)
            {
                continue;
            }
        }
    }

    [SkippableFact]
    public void Many_threads_decode_at_once()
    {
        NeedLibrary();
        var file = TurboJpeg.Encode(Gradient(), Width, Height);
        var expected = new byte[Width * Height * 3];
        TurboJpeg.Decode(file, expected, JpegPixels.Rgb);

        Parallel.For(0, 200, _ =>
        {
            var decoded = new byte[expected.Length];
            TurboJpeg.Decode(file, decoded, JpegPixels.Rgb);
            Assert.Equal(expected, decoded);
        });
    }

    private static void NeedLibrary() => Need.Library(TurboJpeg.IsAvailable, $"TurboJPEG: {TurboJpeg.Reason}");

    private static byte[] Gradient()
    {
        var pixels = new byte[Width * Height * 3];
        for (var i = 0; i < Width * Height; i++)
        {
            var (x, y) = (i % Width, i / Width);
            (pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]) = ((byte)(x * 6), (byte)(y * 10), (byte)(x + y));
        }

        return pixels;
    }
}
