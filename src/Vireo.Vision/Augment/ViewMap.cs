using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Effects;
using Vireo.Vision.Imaging.Geometry;

namespace Vireo.Vision.Augment;

/// <summary>A drawn view: the source with a border around it, warped; one region of that, scaled to a size, then
/// mirrored or not; a frame around that.</summary>
public readonly record struct ViewMap(PixelRegion Region, ImageSize Size)
{
    /// <summary>The border put around the source first; none unless set.</summary>
    public Padding Surround { get; init; }

    /// <summary>How pixels move before the region is cut out, with their centres at whole numbers; nothing unless
    /// set.</summary>
    public Perspective2D? Warp { get; init; }

    /// <summary>Size after <see cref="Warp"/>; as it was unless set.</summary>
    public ImageSize? WarpSize { get; init; }

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

    /// <summary>The border put around the view at the very end; none unless set.</summary>
    public Padding Frame { get; init; }

    /// <summary>Size of the view with its frame.</summary>
    public ImageSize ResultSize => new(Size.Width + Frame.Left + Frame.Right, Size.Height + Frame.Top + Frame.Bottom);

    /// <summary>Whether upright boxes stay upright boxes: nothing is turned, sheared or bent.</summary>
    internal bool IsUpright => Field is null && (Warp is null or { B: 0, D: 0, G: 0, H: 0 });

    /// <summary>Whether straight lines may become crooked.</summary>
    internal bool Bends => Field is not null;

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
            image = image.Warp(warp, WarpSize ?? image.Size, options);
        if (Field is { } field)
            image = field.Apply(image, options);

        image = image.CropAndResize(Region, Size, interpolation, antiAlias).Oriented((MirrorHorizontal, MirrorVertical)
            switch
            {
                (true, true) => Orientation.Rotate180,
                (true, false) => Orientation.MirrorHorizontal,
                (false, true) => Orientation.MirrorVertical,
                _ => Orientation.Upright,
            });
        return Frame == default ? image : image.Pad(Frame);
    }

    /// <summary>The view of a label map: values whole, from the nearest pixel.</summary>
    /// <param name="mask">A mask of the source's size.</param>
    /// <param name="outside">The value of what lies beyond the edge, where the view fills it with a colour.</param>
    internal MaskImage Apply(MaskImage mask, byte outside)
    {
        var labels = new Image(mask.Size.Width, mask.Size.Height, 1, mask.Values.ToArray());
        var filled = this with
        {
            Surround = Surround with { Value = outside, Colour = null }, Fill = new(outside, outside, outside),
            Frame = Frame with { Value = outside, Colour = null },
        };
        var view = filled.Apply(labels, Interpolation.Nearest, antiAlias: true);
        return new(view.Size, view.Pixels.ToArray());
    }

    /// <summary>The view of an object's pixels; what lies beyond the edge is no part of it, even where the picture is
    /// mirrored there.</summary>
    internal RunLengthMask Apply(RunLengthMask mask)
    {
        var alone = this with
        {
            Surround = Surround with { Mode = PadMode.Constant }, Frame = Frame with { Mode = PadMode.Constant },
            Border = PadMode.Constant,
        };
        var view = alone.Apply(new MaskImage(mask.Size, mask.ToPixels()), 0);
        return RunLengthMask.FromPixels(view.Values, view.Size);
    }

    /// <summary>Where a point of the source lies in the view; pixel centres are at halves.</summary>
    public (float X, float Y) Map(float x, float y)
    {
        var (u, v) = MapExactly(x, y);
        return ((float)u, (float)v);
    }

    /// <summary><see cref="Map"/> in double precision.</summary>
    internal (double X, double Y) MapExactly(double x, double y)
    {
        (x, y) = (x + Surround.Left, y + Surround.Top);
        if (Warp is { } warp)
        {
            var (u, v) = warp.Map(x - 0.5, y - 0.5);
            (x, y) = (u + 0.5, v + 0.5);
        }

        if (Field is { } field)
        {
            var (u, v) = field.Map(x - 0.5, y - 0.5);
            (x, y) = (u + 0.5, v + 0.5);
        }

        var (left, top) = ((x - Region.X) * Size.Width / Region.Width, (y - Region.Y) * Size.Height / Region.Height);
        return (Frame.Left + (MirrorHorizontal ? Size.Width - left : left),
            Frame.Top + (MirrorVertical ? Size.Height - top : top));
    }
}
