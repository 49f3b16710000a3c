namespace Vireo.Ops;

/// <summary>Which place x of the input a pixel o of the output is read from; s is the input's extent over the output's,
/// or one over the scale where that is given. The rules of ONNX's <c>Resize</c>.</summary>
public enum ResizeCoordinates
{
    /// <summary>Pixels are areas: <c>x = (o + 0.5) · s - 0.5</c>.</summary>
    HalfPixel,

    /// <summary>As <see cref="HalfPixel"/>, and what a scale leaves over is shared by both ends.</summary>
    HalfPixelSymmetric,

    /// <summary>As <see cref="HalfPixel"/>, but zero for an output of one pixel.</summary>
    PytorchHalfPixel,

    /// <summary>First and last pixels coincide: <c>x = o · (inputs - 1) / (outputs - 1)</c>.</summary>
    AlignCorners,

    /// <summary>Pixels are points counted from the first: <c>x = o · s</c>.</summary>
    Asymmetric,
}
