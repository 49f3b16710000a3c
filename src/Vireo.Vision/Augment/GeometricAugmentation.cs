using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>A random change of place and size: a subclass draws one map, and this class applies it.</summary>
/// <remarks>Because the draw is separate from its use, boxes, masks and key points follow the same draw: masks by the
/// nearest pixel, outlines vertex by vertex, boxes as the hull of what is known of the object (see
/// <see cref="BoxTightening"/>); then all of it is cut off at the picture's edge.</remarks>
public abstract record GeometricAugmentation : Augmentation
{
    /// <summary>How pixels are weighed when the size changes.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;

    /// <summary>Whether the filter widens when shrinking.</summary>
    public bool AntiAlias { get; init; } = true;

    /// <summary>Share of an object's area, 0 to 1, that must be left within the picture: objects with less are
    /// dropped.</summary>
    /// <remarks>The area of the outlines where there are some, else of the box. It is the share of what this change
    /// found, not of what there was before others.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Set to anything else.</exception>
    public float LeastShare
    {
        get;
        init => field = value is >= 0 and <= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A share is from 0 to 1.");
    } = DefaultLeastShare;

    /// <summary>How boxes are found again where pixels do not move in parallel.</summary>
    public BoxTightening Tightening { get; init; }

    /// <summary>A tenth: what is left of an object below that is seldom enough to know it by.</summary>
    internal const float DefaultLeastShare = 0.1f;

    /// <summary>Draws where the result's pixels come from.</summary>
    protected abstract ViewMap Draw(ImageSize size, Rng rng);

    /// <summary>The draw alone, for tests.</summary>
    internal ViewMap View(ImageSize size, Rng rng) => Draw(size, rng);

    /// <summary>The draw for those that look where objects are.</summary>
    private protected virtual ViewMap Draw(AnnotatedImage annotated, Rng rng) => Draw(annotated.Image.Size, rng);

    /// <summary>The targets that the view keeps, before they follow it.</summary>
    private protected virtual AnnotatedImage Select(AnnotatedImage annotated, ViewMap map) => annotated;

    /// <summary>What is left to do with the targets of the view.</summary>
    private protected virtual AnnotatedImage Finish(AnnotatedImage view) => view;

    private protected sealed override AnnotatedImage Change(AnnotatedImage annotated, Rng rng)
    {
        var map = Draw(annotated, rng);
        var image = map.Apply(annotated.Image, Interpolation, AntiAlias);
        return Finish(new ViewTargets(map, LeastShare, Tightening).Follow(Select(annotated, map), image));
    }
}
