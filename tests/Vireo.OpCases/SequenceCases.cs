using Vireo.Testing;

namespace Vireo.OpCases;

/// <summary>Attention, recurrent cells and alignments.</summary>
public static class SequenceCases
{
    /// <summary>The cases.</summary>
    public static OpCase[] All =>
    [
    ];
}
