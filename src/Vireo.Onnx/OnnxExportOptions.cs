using Vireo.Ops.Onnx;

namespace Vireo.Onnx;

/// <summary>How a graph is written as ONNX.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>The newest operator set that files can be of.</summary>
    public const int NewestOpset = 26;

    /// <summary>The operator set of the file, 13 to 26. Older sets run on older runtimes; newer ones say some ops in
    /// fewer nodes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is another.</exception>
    public int Opset
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, OnnxGraph.OldestOpset);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, NewestOpset);
            field = value;
        }
    }

    = 17;

    /// <summary>The name of the graph.</summary>
    public string Name { get; init; } = "vireo";

    /// <summary>What the model is for, in words.</summary>
    public string Description { get; init; } = "";

    /// <summary>Further facts, such as class names, as <c>metadata_props</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>With constants of more bytes than this the large ones go into a file beside the model, named after it
    /// with <c>.data</c> behind. The format's messages end at 2 GB.</summary>
    public long ExternalDataAbove { get; init; } = int.MaxValue - (1 << 24);
}
