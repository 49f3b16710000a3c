using Vireo.Testing;

namespace Vireo.OpCases;

/// <summary>Boxes and regions of images.</summary>
public static class BoxCases
{
    /// <summary>The cases.</summary>
    public static OpCase[] All =>
    [
    ];
}
