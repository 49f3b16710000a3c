using Vireo.Vision.Imaging.Bmp;
using Vireo.Vision.Imaging.Gif;
using Vireo.Vision.Imaging.Jpeg;
using Vireo.Vision.Imaging.Png;
using Vireo.Vision.Imaging.Pnm;
using Vireo.Vision.Imaging.Tiff;
using Vireo.Vision.Imaging.WebP;

namespace Vireo.Vision.Imaging;

/// <summary>The decoders: what reads each format, and what reads its headers alone.</summary>
internal sealed record ImageCodec(Func<ImageBytes, Frame> Decode, Func<ImageBytes, ImageInfo> ReadInfo)
{
    /// <summary>The decoder of a format; nothing where there is none.</summary>
    public static ImageCodec? For(ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => new(JpegCodec.Decode, JpegCodec.ReadInfo),
        ImageFormat.Png => new(PngDecoder.Decode, PngDecoder.ReadInfo),
        ImageFormat.Bmp => new(image => BmpDecoder.Decode(image), BmpDecoder.ReadInfo),
        ImageFormat.Gif => new(image => GifDecoder.Decode(image), GifDecoder.ReadInfo),
        ImageFormat.WebP => new(WebPCodec.Decode, WebPCodec.ReadInfo),
        ImageFormat.Tiff => new(TiffDecoder.Decode, TiffDecoder.ReadInfo),
        ImageFormat.Pnm => new(image => PnmDecoder.Decode(image), PnmDecoder.ReadInfo),
        _ => null,
    };
}
