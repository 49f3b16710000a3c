using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment.Mixing;

/// <summary>Four pictures about a drawn centre, each in a quarter of the canvas and touching the centre with a corner,
/// with all their objects: small objects, and a batch's worth of surroundings, in one picture.</summary>
/// <remarks>
/// Bochkovskiy, Wang, Liao 2020, "YOLOv4", arXiv:2004.10934; the layout is that of YOLOX (Ge et al. 2021,
/// arXiv:2107.08430): the canvas has twice the sides of what the network sees, each picture is scaled to fit into half
/// of it in each direction, and what lies beyond the canvas is cut off. Scale or warp the result to the network's size.
/// The order is upper left, upper right, lower left, lower right. Class masks and masks of objects come along; key
/// points of a whole picture do not, as there is no such picture any more. Pure: pictures and the state of the generator
/// decide everything.
/// </remarks>
public sealed record Mosaic
{
    private const int Pictures = 4;

    /// <summary>Size of the canvas, at least 2 by 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a smaller one.</exception>
    public required ImageSize Size
    {
        get;
        init => field = value is { Width: >= 2, Height: >= 2 } ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A mosaic has 2 by 2 pixels at least.");
    }

    /// <summary>Where the centre may be, as shares of width and height.</summary>
    public Interval Centre { get; init; } = new(0.25f, 0.75f);

    /// <summary>Factor for the scale at which a picture fits into half the canvas.</summary>
    public Interval Scale { get; init; } = new(1, 1);

    /// <summary>The colour where there is no picture.</summary>
    public Rgb Fill { get; init; } = new(114, 114, 114);

    /// <summary>Share of an object's area that must be left on the canvas: objects with less are dropped.</summary>
    public float LeastShare { get; init; } = GeometricAugmentation.DefaultLeastShare;

    /// <summary>Boxes narrower or lower than this on the canvas are dropped, in pixels.</summary>
    public float LeastSide { get; init; } = 2;

    /// <summary>How pixels are weighed when the size changes.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;

    /// <summary>Whether the filter widens when shrinking.</summary>
    public bool AntiAlias { get; init; } = true;

    /// <summary>Puts four pictures together, three channels each.</summary>
    /// <exception cref="ArgumentException">There are not four.</exception>
    /// <exception cref="BadDataException">A mask has not the size of its picture.</exception>
    public AnnotatedImage Apply(IReadOnlyList<AnnotatedImage> pictures, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(rng);
        if (pictures.Count != Pictures)
            throw new ArgumentException($"A mosaic has four pictures, not {pictures.Count}.", nameof(pictures));

        var centre = new ImageSize(Place(Centre.Draw(rng), Size.Width), Place(Centre.Draw(rng), Size.Height));
        var tiles = new AnnotatedImage[Pictures];
        for (var i = 0; i < Pictures; i++) tiles[i] = Placed(pictures[i], i, centre, Scale.Draw(rng));

        ReadOnlySpan<byte> Pixels(int tile) => tiles[tile].Image.Pixels;
        return new()
        {
            Image = new(Size.Width, Size.Height, 3, Joined(Pixels, centre, channels: 3)),
            Mask = Masks(pictures, tiles, centre), MaskFill = pictures[0].MaskFill,
            Objects = [.. tiles.SelectMany(tile => tile.Objects).Where(IsLargeEnough)],
        };
    }

    private static int Place(float share, int extent) => Math.Clamp((int)Math.Round(share * extent), 1, extent - 1);

    private bool IsLargeEnough(ObjectTarget target) => target.Box is not { } box
        || ((float)box.Width >= LeastSide && (float)box.Height >= LeastSide);

    /// <summary>A picture, scaled, on a canvas of its own.</summary>
    private AnnotatedImage Placed(AnnotatedImage picture, int tile, ImageSize centre, float factor)
    {
        var size = picture.Image.Size;
        var scale = factor * Math.Min(Size.Width / 2.0 / size.Width, Size.Height / 2.0 / size.Height);
        var inner = new ImageSize(
            Math.Max(1, (int)Math.Round(size.Width * scale)), Math.Max(1, (int)Math.Round(size.Height * scale)));
        var scaled = Seen(
            picture with { Image = picture.Image.WithChannels(3), KeyPoints = [] }, new(size.Whole, inner), 0);

        var (left, width) = Span(tile % 2 == 0, centre.Width, inner.Width, Size.Width);
        var (top, height) = Span(tile < 2, centre.Height, inner.Height, Size.Height);
        var region = new PixelRegion(Math.Max(0, -left), Math.Max(0, -top), width, height);
        var (x, y) = (Math.Max(0, left), Math.Max(0, top));
        return Seen(scaled, new(region, region.Size)
        {
            Frame = new()
            {
                Left = x, Top = y, Right = Size.Width - x - width, Bottom = Size.Height - y - height, Colour = Fill,
            },
        }, LeastShare);
    }

    // Where a picture begins that ends, or begins, at the centre, and how much of it lies on the canvas.
    private static (int Start, int Length) Span(bool isBefore, int centre, int length, int extent) =>
        isBefore ? (centre - length, Math.Min(length, centre)) : (centre, Math.Min(length, extent - centre));

    private AnnotatedImage Seen(AnnotatedImage source, ViewMap map, float leastShare) =>
        new ViewTargets(map, leastShare, default).Follow(source, map.Apply(source.Image, Interpolation, AntiAlias));

    private MaskImage? Masks(IReadOnlyList<AnnotatedImage> pictures, AnnotatedImage[] tiles, ImageSize centre)
    {
        if (Array.TrueForAll(tiles, tile => tile.Mask is null)) return null;
        var missing = new byte[Size.Width * Size.Height];
        missing.AsSpan().Fill(pictures[0].MaskFill);
        ReadOnlySpan<byte> Values(int tile) => tiles[tile].Mask is { } mask ? mask.Values : missing;
        return new(Size, Joined(Values, centre, channels: 1));
    }

    private delegate ReadOnlySpan<byte> Canvas(int tile);

    private byte[] Joined(Canvas canvas, ImageSize centre, int channels)
    {
        var joined = new byte[checked(Size.Width * Size.Height * channels)];
        var (row, left) = (Size.Width * channels, centre.Width * channels);
        for (var y = 0; y < Size.Height; y++)
        {
            var first = y < centre.Height ? 0 : 2;
            canvas(first).Slice(y * row, left).CopyTo(joined.AsSpan(y * row));
            canvas(first + 1)[(y * row + left)..((y + 1) * row)].CopyTo(joined.AsSpan(y * row + left));
        }

        return joined;
    }
}
