namespace Vireo.Vision.Lint;

/// <summary>Where a picture lies within another, in shares of that one's width and height.</summary>
internal readonly record struct Placement(float X, float Y, float Width, float Height)
{
    /// <summary>All of it.</summary>
    public static Placement Whole { get; } = new(0, 0, 1, 1);
}
