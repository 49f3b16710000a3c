namespace Vireo.Vision.Imaging;

/// <summary>Size of a picture, and the pixels to put on each side of it.</summary>
internal readonly record struct Surround(
    int Width, int Height, int Channels, int Left, int Top, int Right, int Bottom)
{
    public int OuterWidth => Left + Width + Right;

    public int OuterHeight => Top + Height + Bottom;

    /// <summary>Room for a kernel whose anchor is at <c>(⌊width / 2⌋, ⌊height / 2⌋)</c>.</summary>
    public static Surround For(ImageSize size, int channels, int kernelWidth, int kernelHeight) =>
        new(size.Width, size.Height, channels, kernelWidth / 2, kernelHeight / 2,
            kernelWidth - 1 - kernelWidth / 2, kernelHeight - 1 - kernelHeight / 2);
}
