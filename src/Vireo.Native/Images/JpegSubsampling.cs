namespace Vireo.Native;

/// <summary>Resolution of the colour planes; the numbers are <c>TJSAMP_*</c>.</summary>
public enum JpegSubsampling
{
    /// <summary>Full.</summary>
    Full444 = 0,

    /// <summary>Half in width.</summary>
    Half422 = 1,

    /// <summary>Half in width and height.</summary>
    Quarter420 = 2,

    /// <summary>No colour.</summary>
    Gray = 3,

    /// <summary>Half in height.</summary>
    Half440 = 4,

    /// <summary>A quarter in width.</summary>
    Quarter411 = 5,
}
