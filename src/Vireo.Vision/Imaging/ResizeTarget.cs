namespace Vireo.Vision.Imaging;

/// <summary>Length of one axis of a result, and the part of it to work out.</summary>
internal readonly record struct ResizeTarget(int Length, int First, int Count)
{
    /// <summary>The whole axis.</summary>
    public static implicit operator ResizeTarget(int length) => new(length, 0, length);
}
