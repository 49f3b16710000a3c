namespace Vireo.Ops;

/// <summary>Which pixel a place between pixels means.</summary>
public enum NearestRounding
{
    /// <summary>The nearer one; the lower of two equally near.</summary>
    RoundPreferFloor,

    /// <summary>The nearer one; the higher of two equally near.</summary>
    RoundPreferCeiling,

    /// <summary>The lower one.</summary>
    Floor,

    /// <summary>The higher one.</summary>
    Ceiling,
}
