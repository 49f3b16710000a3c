namespace Vireo.Goldens.Ops;

/// <summary>Attention, recurrent layers and alignments.</summary>
internal static class SequenceOps
{
    /// <summary>The ops by name.</summary>
    public static IEnumerable<(string Name, Func<OpCall, Outputs> Build)> Table => [];
}
