namespace Vireo.Vision.Imaging.Effects;

/// <summary>Covering parts of a picture.</summary>
public static class ImageErasing
{
    extension(Image image)
    {
        /// <summary>Fills rectangles with one colour; what leaves the picture is cut off. Grey pictures take red, alpha
        /// is kept.</summary>
        public Image Fill(Rgb colour, params ReadOnlySpan<PixelRegion> regions)
        {
            var result = image.Pixels.ToArray();
            foreach (var region in regions)
                EachPixel(image, region, at => Set(result.AsSpan(at), image.Channels, colour));

            return new(image.Width, image.Height, image.Channels, result);
        }

        /// <summary>Fills a rectangle with noise: normal, of mean 127.5 and deviation 64, for every value or for every
        /// channel as a whole.</summary>
        public Image FillWithNoise(PixelRegion region, Rng rng, bool perPixel = true)
        {
            var result = image.Pixels.ToArray();
            var one = Colour();
            EachPixel(image, region, at => Set(result.AsSpan(at), image.Channels, perPixel ? Colour() : one));
            return new(image.Width, image.Height, image.Channels, result);

            Rgb Colour() => new(Value(), Value(), Value());

            byte Value() => Saturate.ToByte(127.5f + 64 * rng.Normal());
        }

        /// <summary>Fills every pixel that a function picks, given its column and row.</summary>
        public Image FillWhere(Rgb colour, Func<int, int, bool> covered)
        {
            var result = image.Pixels.ToArray();
            for (int y = 0, at = 0; y < image.Height; y++)
                for (var x = 0; x < image.Width; x++, at += image.Channels)
                    if (covered(x, y))
                        Set(result.AsSpan(at), image.Channels, colour);

            return new(image.Width, image.Height, image.Channels, result);
        }

        /// <summary>Exchanges the colour channels; a grey picture stays.</summary>
        /// <param name="red">Channel that becomes red, 0 to 2.</param>
        /// <param name="green">Channel that becomes green.</param>
        /// <param name="blue">Channel that becomes blue.</param>
        public Image ShuffleChannels(int red, int green, int blue)
        {
            ReadOnlySpan<int> order = [red, green, blue];
            foreach (var channel in order)
                if (channel is < 0 or > 2)
                    throw new ArgumentOutOfRangeException(nameof(red), channel, "Colour channels are 0, 1 and 2.");
            if (image.Channels == 1)
                return image;

            var result = image.Pixels.ToArray();
            for (var i = 0; i < result.Length; i += image.Channels)
                for (var c = 0; c < 3; c++)
                    result[i + c] = image.Pixels[i + order[c]];

            return new(image.Width, image.Height, image.Channels, result);
        }

        /// <summary>What a JPEG file of a quality makes of the picture; alpha is dropped onto white and then
        /// opaque.</summary>
        /// <param name="quality">1 (worst) to 100 (best).</param>
        public Image WithJpegArtefacts(int quality) =>
            ImageFile.Read(
                Jpeg.JpegEncoder.Encode(image.WithChannels(Math.Min(image.Channels, 3)), quality),
                new() { UseNative = false }).ToImage(image.Channels);
    }

    private static void EachPixel(Image image, PixelRegion region, Action<int> visit)
    {
        var (left, top) = (Math.Max(region.X, 0), Math.Max(region.Y, 0));
        var right = (int)Math.Min((long)region.X + region.Width, image.Width);
        var bottom = (int)Math.Min((long)region.Y + region.Height, image.Height);
        for (var y = top; y < bottom; y++)
            for (var x = left; x < right; x++)
                visit((y * image.Width + x) * image.Channels);
    }

    private static void Set(Span<byte> pixel, int channels, Rgb colour)
    {
        pixel[0] = colour.R;
        if (channels > 1)
            (pixel[1], pixel[2]) = (colour.G, colour.B);
    }
}
