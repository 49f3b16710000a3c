namespace Vireo.Onnx.Import;

/// <summary>What a file from outside may ask for.</summary>
internal static class ImportLimits
{
    /// <summary>Operator sets that are read.</summary>
    public const int OldestOpset = 7, NewestOpset = 26;

    /// <summary>Bytes of a file; its messages end there.</summary>
    public const long FileBytes = int.MaxValue;

    /// <summary>Nodes of a graph.</summary>
    public const int Nodes = 100_000;

    /// <summary>Axes of a value.</summary>
    public const int Axes = 8;

    /// <summary>Elements of a value while the graph is built.</summary>
    public const long Elements = 1L << 30;

    /// <summary>Elements of a value that is known while the graph is built, such as a shape.</summary>
    public const int KnownElements = 1 << 16;
}
