using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>A region of fixed size at a drawn place; a picture that is too small is padded first.</summary>
public sealed record RandomCrop : GeometricAugmentation
{
    /// <summary>Size of the region.</summary>
    public required ImageSize Size { get; init; }

    /// <summary>A border put around the picture first, on all sides, in pixels.</summary>
    public int Padding { get; init; }

    /// <summary>What the border shows.</summary>
    public PadMode Border { get; init; }

    /// <summary>The value of the border with <see cref="PadMode.Constant"/>.</summary>
    public byte Value { get; init; }

    /// <inheritdoc/>
    protected override ViewMap Draw(ImageSize size, Rng rng)
    {
        var (wide, high) = (Missing(Size.Width, size.Width), Missing(Size.Height, size.Height));
        var surround = new Padding
        {
            Left = Padding + wide / 2, Right = Padding + wide - wide / 2, Top = Padding + high / 2,
            Bottom = Padding + high - high / 2, Mode = Border, Value = Value,
        };
        var x = rng.Below(size.Width + surround.Left + surround.Right - Size.Width + 1);
        var y = rng.Below(size.Height + surround.Top + surround.Bottom - Size.Height + 1);
        var any = surround.Left + surround.Right + surround.Top + surround.Bottom > 0;
        return new(new(x, y, Size.Width, Size.Height), Size) { Surround = any ? surround : default };

        int Missing(int wanted, int there) => Math.Max(0, wanted - there - 2 * Padding);
    }
}
