namespace Vireo.Kernels.Managed;

/// <summary>A panel whose columns are copied as they are: a transposed factor needs no transposition.</summary>
internal readonly struct ColumnPanel : IPanel
{
    public static int RowStep => 1;

    public static int DepthStep => Blocking.ColumnPanelStep;
}
