using System.Buffers.Binary;

namespace Vireo.Vision.Imaging.WebP;

/// <summary>Reads WebP, lossy and lossless, through libwebp; of an animation the first frame, on its canvas.</summary>
internal static class WebPCodec
{
    public static Frame Decode(ImageBytes image)
    {
        var file = WebPFile.Parse(image);
        if (!Native.WebP.IsAvailable)
            throw image.Missing($"WebP needs libwebp ({Native.WebP.Reason}). "
                + "Install it (Debian and Ubuntu: apt-get install libwebp7), or convert the files to PNG.");

        var frame = file.Frame;
        var picture = image.NewRaster(frame.Size, file.Channels);
        if (!Native.WebP.TryDecode(Still(image.Data, frame), picture.Pixels, frame.Size.Width, file.Channels))
            throw image.Damaged("its coded data is broken");

        return new(frame.Size == file.Canvas ? picture : OnCanvas(image, file, picture), file.Orientation);
    }

    public static ImageInfo ReadInfo(ImageBytes image)
    {
        var file = WebPFile.Parse(image);
        return new(ImageFormat.WebP, file.Canvas, file.Channels, PixelDepth.U8, file.Orientation);
    }

    private static Raster OnCanvas(ImageBytes image, WebPFile file, Raster picture)
    {
        var canvas = image.NewRaster(file.Canvas, 4);
        canvas.Pixels.AsSpan().Clear();
        for (var y = 0; y < picture.Height; y++)
            picture.Row(y).CopyTo(canvas.Row(file.Frame.Y + y)[(4 * file.Frame.X)..]);

        return canvas;
    }

    /// <summary>A file with one picture and nothing else.</summary>
    private static byte[] Still(byte[] data, WebPFrame frame)
    {
        var body = data.AsSpan(frame.Start, frame.Length);
        using var file = new MemoryStream();
        file.Write("RIFF\0\0\0\0WEBP"u8);
        if (frame.AlphaLength > 0)
        {
            Span<byte> header = stackalloc byte[10];
            header.Clear();
            header[0] = 16;
            BinaryPrimitives.WriteInt32LittleEndian(header[4..], frame.Size.Width - 1);
            BinaryPrimitives.WriteInt16LittleEndian(header[7..], (short)(frame.Size.Height - 1));
            Chunk(file, "VP8X"u8, header);
            Chunk(file, "ALPH"u8, data.AsSpan(frame.AlphaStart, frame.AlphaLength));
        }

        Chunk(file, frame.IsLossless ? "VP8L"u8 : "VP8 "u8, body);
        var bytes = file.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        return bytes;
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> body)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, body.Length);
        file.Write(name);
        file.Write(length);
        file.Write(body);
        if ((body.Length & 1) != 0)
            file.WriteByte(0);
    }
}
