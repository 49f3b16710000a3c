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
/// points of a whole picture do not, as there is no such picture any more. Pure: pictures and the state of the
/// generator decide everything.
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
        var tiles = new Tile[Pictures];
        for (var i = 0; i < Pictures; i++) tiles[i] = Placed(pictures[i], i, centre, Scale.Draw(rng));
        return new()
        {
            Image = Joined(tiles), Mask = JoinedMasks(tiles, centre, pictures[0].MaskFill),
            MaskFill = pictures[0].MaskFill,
            Objects = [.. tiles.SelectMany(tile => tile.Seen.Objects).Where(IsLargeEnough)],
        };
    }

    /// <summary>The part of a picture that the canvas shows, and where; its targets are on the canvas.</summary>
    private sealed record Tile(AnnotatedImage Seen, int X, int Y);

    private static int Place(float share, int extent) => Math.Clamp((int)Math.Round(share * extent), 1, extent - 1);

    private bool IsLargeEnough(ObjectTarget target) => target.Box is not { } box
        || ((float)box.Width >= LeastSide && (float)box.Height >= LeastSide);

    private Tile Placed(AnnotatedImage picture, int tile, ImageSize centre, float factor)
    {
        var size = picture.Image.Size;
        var scale = factor * Math.Min(Size.Width / 2.0 / size.Width, Size.Height / 2.0 / size.Height);
        var inner = new ImageSize(
            Math.Max(1, (int)Math.Round(size.Width * scale)), Math.Max(1, (int)Math.Round(size.Height * scale)));
        var map = new ViewMap(size.Whole, inner);
        var scaled = new ViewTargets(map, 0, default).Follow(
            picture with { KeyPoints = [] }, map.Apply(picture.Image.WithChannels(3), Interpolation, AntiAlias));

        var (left, width) = Span(tile % 2 == 0, centre.Width, inner.Width, Size.Width);
        var (top, height) = Span(tile < 2, centre.Height, inner.Height, Size.Height);
        var region = new PixelRegion(Math.Max(0, -left), Math.Max(0, -top), width, height);
        var (x, y) = (Math.Max(0, left), Math.Max(0, top));
        var frame = new Padding
        {
            Left = x, Top = y, Right = Size.Width - x - width, Bottom = Size.Height - y - height,
        };
        // The picture goes to the canvas without its frame.
        var targets = new ViewTargets(new(region, region.Size) { Frame = frame }, LeastShare, default);
        return new(targets.Follow(scaled, scaled.Image.Crop(region)), x, y);
    }

    // Where a picture begins that ends, or begins, at the centre, and how much of it lies on the canvas.
    private static (int Start, int Length) Span(bool isBefore, int centre, int length, int extent) =>
        isBefore ? (centre - length, Math.Min(length, centre)) : (centre, Math.Min(length, extent - centre));

    private Image Joined(Tile[] tiles)
    {
        var canvas = Image.Filled(Size.Width, Size.Height, Fill).Pixels.ToArray();
        foreach (var (seen, x, y) in tiles)
        {
            for (var row = 0; row < seen.Image.Height; row++)
                seen.Image.Row(row).CopyTo(canvas.AsSpan(((y + row) * Size.Width + x) * 3));
        }

        return new(Size.Width, Size.Height, 3, canvas);
    }

    private MaskImage? JoinedMasks(Tile[] tiles, ImageSize centre, byte fill)
    {
        if (Array.TrueForAll(tiles, tile => tile.Seen.Mask is null)) return null;
        var canvas = new byte[Size.Width * Size.Height];
        canvas.AsSpan().Fill(fill);
        for (var i = 0; i < tiles.Length; i++)
        {
            if (tiles[i].Seen.Mask is not { } mask) continue;
            var columns = i % 2 == 0 ? 0..centre.Width : centre.Width..Size.Width;
            for (var y = i < 2 ? 0 : centre.Height; y < (i < 2 ? centre.Height : Size.Height); y++)
                mask.Values.Slice(y * Size.Width, Size.Width)[columns]
                    .CopyTo(canvas.AsSpan(y * Size.Width, Size.Width)[columns]);
        }

        return new(Size, canvas);
    }
}
