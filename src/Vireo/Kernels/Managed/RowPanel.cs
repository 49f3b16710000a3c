namespace Vireo.Kernels.Managed;

/// <summary>A panel whose rows are copied as they are. The step is no power of two, so rows fall into different sets of
/// the cache.</summary>
internal readonly struct RowPanel : IPanel
{
    public static int RowStep => Blocking.Depth + 16;

    public static int DepthStep => 1;
}
