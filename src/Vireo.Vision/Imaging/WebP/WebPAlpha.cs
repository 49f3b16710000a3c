namespace Vireo.Vision.Imaging.WebP;

/// <summary>Decodes the alpha plane that goes with a lossy picture.</summary>
internal static class WebPAlpha
{
    /// <summary>Writes the fourth channel.</summary>
    public static void Decode(ImageBytes image, WebPFrame frame, Raster raster)
    {
        var (start, size) = (frame.AlphaStart, frame.Size);
        var flags = image.Data[start];
        var (coding, filter) = (flags & 3, flags >> 2 & 3);
        var plane = image.NewBytes((long)size.Width * size.Height);
        if (coding == 0 && frame.AlphaLength - 1 >= plane.Length)
            image.Data.AsSpan(start + 1, plane.Length).CopyTo(plane);
        else if (coding == 1)
        {
            var pixels = Vp8LDecoder.Decode(image, start + 1, frame.AlphaLength - 1, size);
            for (var i = 0; i < plane.Length; i++)
                plane[i] = (byte)(pixels[i] >> 8);
        }
        else
            throw image.DamagedAt(start, "its alpha is malformed or ends early");

        Unfilter(plane, size.Width, filter);
        for (var i = 0; i < plane.Length; i++)
            raster.Pixels[4 * i + 3] = plane[i];
    }

    /// <summary>Adds what the neighbours foretell: 1 left, 2 above, 3 left + above − corner.</summary>
    private static void Unfilter(byte[] plane, int width, int filter)
    {
        for (var i = 1; filter > 0 && i < plane.Length; i++)
        {
            var (isFirstRow, isFirstColumn) = (i < width, i % width == 0);
            int guess;
            if (isFirstColumn || (filter == 2 && !isFirstRow))
                guess = plane[i - width];
            else if (isFirstRow || filter == 1)
                guess = plane[i - 1];
            else
                guess = Math.Clamp(plane[i - 1] + plane[i - width] - plane[i - width - 1], 0, 255);
            plane[i] += (byte)guess;
        }
    }
}
