namespace Vireo.Vision.Imaging.Colour;

/// <summary>From RGB to other colour spaces and back.</summary>
public static class ImageColourSpaces
{
    extension(Image image)
    {
        /// <summary>RGB in another space, three channels of 8 bits; alpha is kept.</summary>
        /// <exception cref="ArgumentException">The picture is grey.</exception>
        public Image ToColourSpace(ColourSpace space) => Converted(image, space switch
        {
            ColourSpace.Hsv => HueBytes.ToHsv(180),
            ColourSpace.HsvFull => HueBytes.ToHsv(256),
            ColourSpace.Hls => HueBytes.ToHls(180),
            ColourSpace.HlsFull => HueBytes.ToHls(256),
            ColourSpace.Lab => LabBytes.FromRgb,
            ColourSpace.Luv => LuvBytes.FromRgb,
            ColourSpace.YCrCb => LumaBytes.ToYCrCb,
            ColourSpace.Yuv => LumaBytes.ToYuv,
            ColourSpace.Xyz => LumaBytes.ToXyz,
            _ => throw Unknown(space),
        });

        /// <summary>Three channels of 8 bits of another space as RGB; alpha is kept.</summary>
        /// <exception cref="ArgumentException">The picture is grey.</exception>
        public Image FromColourSpace(ColourSpace space) => Converted(image, space switch
        {
            ColourSpace.Hsv => HueBytes.FromHsv(180),
            ColourSpace.HsvFull => HueBytes.FromHsv(255),
            ColourSpace.Hls => HueBytes.FromHls(180),
            ColourSpace.HlsFull => HueBytes.FromHls(255),
            ColourSpace.Lab => LabBytes.ToRgb,
            ColourSpace.Luv => LuvBytes.ToRgb,
            ColourSpace.YCrCb => LumaBytes.FromYCrCb,
            ColourSpace.Yuv => LumaBytes.FromYuv,
            ColourSpace.Xyz => LumaBytes.FromXyz,
            _ => throw Unknown(space),
        });
    }

    private static Image Converted(Image image, Func<byte, byte, byte, Rgb> convert)
    {
        if (image.Channels == 1)
            throw new ArgumentException("A grey picture has no colours to convert; make it RGB by WithChannels(3).");

        var result = image.Pixels.ToArray();
        for (var i = 0; i < result.Length; i += image.Channels)
        {
            var colour = convert(result[i], result[i + 1], result[i + 2]);
            (result[i], result[i + 1], result[i + 2]) = (colour.R, colour.G, colour.B);
        }

        return new(image.Width, image.Height, image.Channels, result);
    }

    internal static ArgumentOutOfRangeException Unknown(ColourSpace space) =>
        new(nameof(space), space, "There is no such colour space.");
}
