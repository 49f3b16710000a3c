namespace Vireo.Vision.Imaging;

/// <summary>Operations that only move pixels: crops, mirrors, turns and borders. All are exact.</summary>
public static class ImageGeometry
{
    extension(Image image)
    {
        /// <summary>A copy of one region.</summary>
        /// <exception cref="ArgumentException">The region is empty or leaves the image.</exception>
        public Image Crop(PixelRegion region)
        {
            if (!region.FitsIn(image.Size))
                throw new ArgumentException($"crop: {region} is not within an image of {image.Size}.", nameof(region));
            if (region == image.Size.Whole)
                return image;

            var channels = image.Channels;
            var result = GC.AllocateUninitializedArray<byte>(region.Width * region.Height * channels);
            var length = region.Width * channels;
            for (var y = 0; y < region.Height; y++)
                image.Row(region.Y + y).Slice(region.X * channels, length).CopyTo(result.AsSpan(y * length));

            return new(region.Width, region.Height, channels, result);
        }

        /// <summary>The middle of the image; an odd margin has its larger half on the right and below, and where
        /// the image is too small it is padded with black first, as torchvision does.</summary>
        public Image CentreCrop(int width, int height)
        {
            var padded = image;
            if (width > image.Width || height > image.Height)
            {
                var (wide, high) = (Math.Max(0, width - image.Width), Math.Max(0, height - image.Height));
                padded = image.Pad(new()
                {
                    Left = wide / 2, Right = wide - wide / 2, Top = high / 2, Bottom = high - high / 2,
                });
            }

            // torchvision rounds half to even here.
            var x = (int)Math.Round((padded.Width - width) / 2.0);
            var y = (int)Math.Round((padded.Height - height) / 2.0);
            return padded.Crop(new(x, y, width, height));
        }

        /// <summary>Left and right exchanged.</summary>
        public Image FlipHorizontal() => image.Oriented(Orientation.MirrorHorizontal);

        /// <summary>Top and bottom exchanged.</summary>
        public Image FlipVertical() => image.Oriented(Orientation.MirrorVertical);

        /// <summary>The image turned or mirrored as an EXIF orientation asks.</summary>
        public Image Oriented(Orientation orientation)
        {
            if (orientation == Orientation.Upright)
                return image;

            var turned = new Raster(image.Width, image.Height, image.Channels, image.Array).Oriented(orientation);
            return new(turned.Width, turned.Height, turned.Channels, turned.Pixels);
        }

        /// <summary>The image with a border around it.</summary>
        /// <remarks>A reflection that is wider than the image goes back and forth in it.</remarks>
        /// <exception cref="ArgumentException">A width is negative.</exception>
        public Image Pad(Padding padding)
        {
            padding.Check();
            var width = image.Width + padding.Left + padding.Right;
            var height = image.Height + padding.Top + padding.Bottom;
            var channels = image.Channels;
            var result = GC.AllocateUninitializedArray<byte>(checked(width * height * channels));
            var (value, colour) = (padding.Value, padding.Colour);
            Span<byte> fill = colour is { } c ? [c.R, c.G, c.B, 0] : [value, value, value, value];
            for (var y = 0; y < height; y++)
            {
                var row = result.AsSpan(y * width * channels, width * channels);
                var from = padding.Source(y - padding.Top, image.Height);
                for (var x = 0; x < width; x++)
                {
                    var column = padding.Source(x - padding.Left, image.Width);
                    var pixel = row.Slice(x * channels, channels);
                    if (from < 0 || column < 0)
                        fill[..channels].CopyTo(pixel);
                    else
                        image.Row(from).Slice(column * channels, channels).CopyTo(pixel);
                }
            }

            return new(width, height, channels, result);
        }
    }
}
