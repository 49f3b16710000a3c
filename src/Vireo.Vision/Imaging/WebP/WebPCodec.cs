using System.Buffers.Binary;

namespace Vireo.Vision.Imaging.WebP;

/// <summary>Reads WebP, lossy and lossless: through libwebp where it is installed, otherwise, and wherever that finds a
/// fault, by the managed decoders, so that the verdict is the same; of an animation the first frame, on its
/// canvas.</summary>
internal static class WebPCodec
{
    public static Frame Decode(ImageBytes image)
    {
        var file = WebPFile.Parse(image);
        var frame = file.Frame;
        var picture = image.NewRaster(frame.Size, file.Channels);
        var isDone = image.Options.UseNative && Native.WebP.IsAvailable
            && Native.WebP.TryDecode(Still(image.Data, frame), picture.Pixels, frame.Size.Width, file.Channels);
        if (!isDone)
            DecodeManaged(image, frame, picture);

        return new(frame.Size == file.Canvas ? picture : OnCanvas(image, file, picture), file.Orientation);
    }

    public static ImageInfo ReadInfo(ImageBytes image)
    {
        var file = WebPFile.Parse(image);
        return new(ImageFormat.WebP, file.Canvas, file.Channels, PixelDepth.U8, file.Orientation);
    }

    private static void DecodeManaged(ImageBytes image, WebPFrame frame, Raster picture)
    {
        if (frame.IsLossless)
        {
            const int header = 5;
            var pixels = Vp8LDecoder.Decode(image, frame.Start + header, frame.Length - header, frame.Size);
            for (int i = 0, o = 0; i < pixels.Length; i++, o += picture.Channels)
            {
                picture.Pixels[o] = (byte)(pixels[i] >> 16);
                picture.Pixels[o + 1] = (byte)(pixels[i] >> 8);
                picture.Pixels[o + 2] = (byte)pixels[i];
                if (picture.Channels == 4)
                    picture.Pixels[o + 3] = frame.HasAlpha ? (byte)(pixels[i] >> 24) : (byte)255;
            }

            return;
        }

        if (picture.Channels == 4)
            picture.Pixels.AsSpan().Fill(255);
        Vp8Decoder.Decode(image, frame, picture);
        if (frame.AlphaLength > 0)
            WebPAlpha.Decode(image, frame, picture);
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
