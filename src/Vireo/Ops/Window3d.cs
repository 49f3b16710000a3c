namespace Vireo.Ops;

/// <summary>How a three-dimensional window moves: along the depth, and within each slice.</summary>
public readonly record struct Window3d
{
    /// <summary>Stride one, no padding, dense.</summary>
    public Window3d()
    {
    }

    /// <summary>The same stride, padding and dilation along all axes.</summary>
    public Window3d(int stride, int padding = 0, int dilation = 1)
    {
        (Plane, StrideD, DilationD) = (new(stride, padding, dilation), stride, dilation);
        (PadFront, PadBack) = (padding, padding);
    }

    /// <summary>The window within a slice.</summary>
    public Window2d Plane { get; init; } = new();

    /// <summary>Step between windows, along the depth.</summary>
    public int StrideD { get; init; } = 1;

    /// <summary>Slices of padding before the first.</summary>
    public int PadFront { get; init; }

    /// <summary>Slices of padding behind the last.</summary>
    public int PadBack { get; init; }

    /// <summary>Distance of window slices; one is dense.</summary>
    public int DilationD { get; init; } = 1;
}
