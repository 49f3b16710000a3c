namespace Vireo.Vision.Imaging;

/// <summary>A border to put around an image, in pixels per side.</summary>
public readonly record struct Padding
{
    /// <summary>Pixels on the left.</summary>
    public int Left { get; init; }

    /// <summary>Pixels above.</summary>
    public int Top { get; init; }

    /// <summary>Pixels on the right.</summary>
    public int Right { get; init; }

    /// <summary>Pixels below.</summary>
    public int Bottom { get; init; }

    /// <summary>What the border shows.</summary>
    public PadMode Mode { get; init; }

    /// <summary>The value of every channel with <see cref="PadMode.Constant"/>.</summary>
    public byte Value { get; init; }

    /// <summary>The colour with <see cref="PadMode.Constant"/>, in place of <see cref="Value"/>; grey pictures take its
    /// red, alpha is 0.</summary>
    public Rgb? Colour { get; init; }

    internal void Check()
    {
        if (Left < 0 || Top < 0 || Right < 0 || Bottom < 0)
            throw new ArgumentException($"pad: {this} has a negative width.");
    }

    /// <summary>The source row or column of a position, -1 for the constant.</summary>
    internal int Source(int position, int length) => Borders.Index(position, length, Mode);
}
