using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>A drawn view: one region of the source, scaled to a size, then mirrored or not.</summary>
public readonly record struct ViewMap(PixelRegion Region, ImageSize Size)
{
    /// <summary>Whether left and right are exchanged at the end.</summary>
    public bool MirrorHorizontal { get; init; }

    /// <summary>Whether top and bottom are exchanged at the end.</summary>
    public bool MirrorVertical { get; init; }

    /// <summary>The view of an image.</summary>
    /// <exception cref="ArgumentException">The region leaves the image.</exception>
    public Image Apply(Image image, Interpolation interpolation, bool antiAlias) =>
        image.CropAndResize(Region, Size, interpolation, antiAlias).Oriented((MirrorHorizontal, MirrorVertical) switch
        {
            (true, true) => Orientation.Rotate180,
            (true, false) => Orientation.MirrorHorizontal,
            (false, true) => Orientation.MirrorVertical,
            _ => Orientation.Upright,
        });

    /// <summary>Where a point of the source lies in the view; pixel centres are at halves.</summary>
    public (float X, float Y) Map(float x, float y)
    {
        var (left, top) = ((x - Region.X) * Size.Width / Region.Width, (y - Region.Y) * Size.Height / Region.Height);
        return (MirrorHorizontal ? Size.Width - left : left, MirrorVertical ? Size.Height - top : top);
    }
}
