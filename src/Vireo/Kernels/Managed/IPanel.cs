namespace Vireo.Kernels.Managed;

/// <summary>How a packed panel of the left factor lies in memory; constants, so that they become displacements in the
/// instructions of the inner loop.</summary>
internal interface IPanel
{
    /// <summary>Elements between neighbouring rows.</summary>
    public static abstract int RowStep { get; }

    /// <summary>Elements between neighbours along the summed axis.</summary>
    public static abstract int DepthStep { get; }
}
