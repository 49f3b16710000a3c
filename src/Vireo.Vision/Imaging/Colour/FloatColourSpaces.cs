namespace Vireo.Vision.Imaging.Colour;

/// <summary>From RGB to other colour spaces and back, in floating point.</summary>
public static class FloatColourSpaces
{
    extension(FloatImage image)
    {
        /// <summary>RGB of 0 to 1 in another space, in the space's own units.</summary>
        /// <exception cref="ArgumentException">There are other than three channels.</exception>
        public FloatImage ToColourSpace(ColourSpace space) => Converted(image, space switch
        {
            ColourSpace.Hsv or ColourSpace.HsvFull => HueColour.ToHsv,
            ColourSpace.Hls or ColourSpace.HlsFull => HueColour.ToHls,
            ColourSpace.Lab => LabTable.At,
            ColourSpace.Luv => UniformColour.ToLuv,
            ColourSpace.YCrCb => LumaColour.ToYCrCb,
            ColourSpace.Yuv => LumaColour.ToYuv,
            ColourSpace.Xyz => LumaColour.ToXyz,
            _ => throw ImageColourSpaces.Unknown(space),
        });

        /// <summary>Another space's values, in its own units, as RGB of 0 to 1.</summary>
        /// <exception cref="ArgumentException">There are other than three channels.</exception>
        public FloatImage FromColourSpace(ColourSpace space) => Converted(image, space switch
        {
            ColourSpace.Hsv or ColourSpace.HsvFull => HueColour.FromHsv,
            ColourSpace.Hls or ColourSpace.HlsFull => HueColour.FromHls,
            ColourSpace.Lab => UniformColour.FromLab,
            ColourSpace.Luv => UniformColour.FromLuv,
            ColourSpace.YCrCb => LumaColour.FromYCrCb,
            ColourSpace.Yuv => LumaColour.FromYuv,
            ColourSpace.Xyz => LumaColour.FromXyz,
            _ => throw ImageColourSpaces.Unknown(space),
        });
    }

    private static FloatImage Converted(
        FloatImage image, Func<float, float, float, (float, float, float)> convert)
    {
        if (image.Channels != 3)
            throw new ArgumentException($"Colours have three channels, this picture {image.Channels}.");

        var result = image.Values.ToArray();
        for (var i = 0; i < result.Length; i += 3)
            (result[i], result[i + 1], result[i + 2]) = convert(result[i], result[i + 1], result[i + 2]);

        return new(image.Width, image.Height, 3, result);
    }
}
