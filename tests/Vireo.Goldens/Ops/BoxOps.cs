namespace Vireo.Goldens.Ops;

/// <summary>Boxes and regions.</summary>
internal static class BoxOps
{
    /// <summary>The ops by name.</summary>
    public static IEnumerable<(string Name, Func<OpCall, Outputs> Build)> Table => [];
}
