using System.Text.Json.Serialization;

namespace Vireo.Vision.Imaging;

/// <summary>How <see cref="ImageResize"/> weighs source pixels.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Interpolation>))]
public enum Interpolation
{
    /// <summary>One source pixel. Antialiased: the one under the centre, <c>⌊(x + 0.5)·s⌋</c> (Pillow); else
    /// <c>⌊x·s⌋</c> (OpenCV).</summary>
    Nearest,

    /// <summary>A triangle of radius 1.</summary>
    Bilinear,

    /// <summary>Keys' cubic of radius 2: a = −0.5 antialiased (Pillow), −0.75 otherwise (OpenCV).</summary>
    Bicubic,

    /// <summary>Mean over the exact area that a result pixel covers; when an axis grows, OpenCV's linear rule instead.
    /// Always antialiased.</summary>
    Area,

    /// <summary>Windowed sinc of radius 3 antialiased (Pillow), of radius 4 otherwise (OpenCV).</summary>
    Lanczos,

    /// <summary>Mean over the source pixels whose centre is covered (Pillow). Always antialiased.</summary>
    Box,

    /// <summary>Hamming-windowed sinc of radius 1 (Pillow). Always antialiased.</summary>
    Hamming,
}
