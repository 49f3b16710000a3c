namespace Vireo.Ops;

/// <summary>What <see cref="GridSample"/> reads outside the image.</summary>
public enum GridPadding
{
    /// <summary>Zeros.</summary>
    Zeros,

    /// <summary>The border pixel.</summary>
    Border,

    /// <summary>The image mirrored at its borders: at the centres of the outer pixels where corners are aligned, else
    /// at their outer edges.</summary>
    Reflection,
}
