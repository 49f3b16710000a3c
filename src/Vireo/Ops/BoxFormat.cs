namespace Vireo.Ops;

/// <summary>What the four numbers of a box mean.</summary>
public enum BoxFormat
{
    /// <summary><c>x1, y1, x2, y2</c>: left, top, right, bottom.</summary>
    Corners,

    /// <summary><c>x, y, w, h</c>: left, top, width, height.</summary>
    CornerSize,

    /// <summary><c>cx, cy, w, h</c>: centre, width, height.</summary>
    CenterSize,
}
