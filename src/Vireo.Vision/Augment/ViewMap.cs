using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Effects;
using Vireo.Vision.Imaging.Geometry;

namespace Vireo.Vision.Augment;

/// <summary>A drawn view: the source with a border around it, warped in place; one region of that, scaled to a size,
/// then mirrored or not.</summary>
public readonly record struct ViewMap(PixelRegion Region, ImageSize Size)
{
    /// <summary>The border put around the source first; none unless set.</summary>
    public Padding Surround { get; init; }

    /// <summary>How pixels move before the region is cut out, with their centres at whole numbers and the size as it
    /// was; nothing unless set.</summary>
    public Perspective2D? Warp { get; init; }

    /// <summary>How pixels are displaced after that; nothing unless set.</summary>
    public DisplacementField? Field { get; init; }

    /// <summary>What lies beyond the edge when pixels move.</summary>
    public PadMode Border { get; init; }

    /// <summary>The colour beyond the edge with <see cref="PadMode.Constant"/>.</summary>
    public Rgb Fill { get; init; }

    /// <summary>Whether left and right are exchanged at the end.</summary>
    public bool MirrorHorizontal { get; init; }

    /// <summary>Whether top and bottom are exchanged at the end.</summary>
    public bool MirrorVertical { get; init; }

    /// <summary>The view of an image.</summary>
    /// <exception cref="ArgumentException">The region leaves the image.</exception>
    public Image Apply(Image image, Interpolation interpolation, bool antiAlias)
    {
        if (Surround != default)
            image = image.Pad(Surround);
        var options = new WarpOptions
        {
            Interpolation = interpolation is Interpolation.Nearest or Interpolation.Bicubic or Interpolation.Lanczos
                ? interpolation : Interpolation.Bilinear,
            Border = Border, Fill = Fill,
        };
        if (Warp is { } warp)
            image = image.Warp(warp, image.Size, options);
        if (Field is { } field)
            image = field.Apply(image, options);

        return image.CropAndResize(Region, Size, interpolation, antiAlias).Oriented((MirrorHorizontal, MirrorVertical)
            switch
            {
                (true, true) => Orientation.Rotate180,
                (true, false) => Orientation.MirrorHorizontal,
                (false, true) => Orientation.MirrorVertical,
                _ => Orientation.Upright,
            });
    }

    /// <summary>Where a point of the source lies in the view; pixel centres are at halves.</summary>
    public (float X, float Y) Map(float x, float y)
    {
        (x, y) = (x + Surround.Left, y + Surround.Top);
        if (Warp is { } warp)
        {
            var (u, v) = warp.Map(x - 0.5, y - 0.5);
            (x, y) = ((float)(u + 0.5), (float)(v + 0.5));
        }

        if (Field is { } field)
        {
            var (u, v) = field.Map(x - 0.5, y - 0.5);
            (x, y) = ((float)(u + 0.5), (float)(v + 0.5));
        }

        var (left, top) = ((x - Region.X) * Size.Width / Region.Width, (y - Region.Y) * Size.Height / Region.Height);
        return (MirrorHorizontal ? Size.Width - left : left, MirrorVertical ? Size.Height - top : top);
    }
}
