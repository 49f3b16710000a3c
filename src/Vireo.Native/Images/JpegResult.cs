namespace Vireo.Native;

/// <summary>A decoded image.</summary>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Warning">What was wrong with the file, for instance that it ends too early; the pixels concerned are
/// grey or repeat others. Nothing when the file is sound.</param>
public readonly record struct JpegResult(int Width, int Height, string? Warning)
{
    /// <summary>Whether the whole image came from sound data.</summary>
    public bool IsSound => Warning is null;
}
