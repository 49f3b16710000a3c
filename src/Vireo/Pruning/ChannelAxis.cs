namespace Vireo.Pruning;

/// <summary>An axis of a value that may be a row of channels; axes found to be the same channels are joined into one.
/// An axis can be coarser than another: after flattening, every channel stands for several elements.</summary>
/// <param name="extent">Elements along the axis.</param>
internal sealed class ChannelAxis(int extent)
{
    private ChannelAxis? _parent;
    private int _factor = 1;
    private bool _isFixed;

    /// <summary>Elements along the axis.</summary>
    public int Extent { get; } = extent;

    /// <summary>Whether nothing may be taken out.</summary>
    public bool IsFixed => Root.Axis._isFixed;

    /// <summary>The axis that stands for all that were joined, and how many elements of this one each of its channels
    /// covers.</summary>
    public (ChannelAxis Axis, int Factor) Root
    {
        get
        {
            var (axis, factor) = (this, 1);
            for (; axis._parent is { } parent; axis = parent) factor *= axis._factor;
            return (axis, factor);
        }
    }

    /// <summary>An axis of which nothing may be taken out.</summary>
    public static ChannelAxis Fixed(int extent) => new(extent) { _isFixed = true };

    /// <summary>Says that nothing may be taken out.</summary>
    public void Fix() => Root.Axis._isFixed = true;

    /// <summary>The axis that comes out when each element is followed by its <paramref name="factor"/> parts.</summary>
    public ChannelAxis Spread(int factor) => new(Extent * factor) { _parent = this, _factor = factor };

    /// <summary>Says that two axes of one extent are the same channels.</summary>
    public static void Join(ChannelAxis a, ChannelAxis b)
    {
        var ((coarse, coarseFactor), (fine, fineFactor)) = (a.Root, b.Root);
        if (coarseFactor < fineFactor)
            ((coarse, coarseFactor), (fine, fineFactor)) = ((fine, fineFactor), (coarse, coarseFactor));
        if (coarse == fine && coarseFactor == fineFactor) return;
        if (coarse == fine || coarseFactor % fineFactor != 0)
        {
            // Channels that do not cover one another: none can go alone.
            (coarse._isFixed, fine._isFixed) = (true, true);
            return;
        }

        (fine._parent, fine._factor) = (coarse, coarseFactor / fineFactor);
        coarse._isFixed |= fine._isFixed;
    }
}
