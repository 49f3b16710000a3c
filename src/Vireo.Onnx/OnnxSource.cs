using Vireo.Onnx.Generated;
using Vireo.Onnx.Import;

namespace Vireo.Onnx;

/// <summary>An ONNX file whose graph is not read yet: what it says about itself, and where it begins and
/// ends.</summary>
public sealed class OnnxSource
{
    private const int FirstSetOfLastAxis = 13;
    private readonly OnnxFile _file;

    internal OnnxSource(OnnxFile file)
    {
        _file = file;
        var graph = file.Model.Graph;
        var constants = graph.Initializer.Select(t => t.Name).ToHashSet();
        var input = graph.Input.FirstOrDefault(i => !constants.Contains(i.Name));
        (InputName, OutputName) = (input?.Name ?? "", graph.Output.FirstOrDefault()?.Name ?? "");
        var type = input?.Type?.TensorType;
        InputType = type?.ElemType switch { 1 => DType.F32, 2 => DType.U8, 11 => DType.F64, _ => null };
        Extents = ExtentsOf(input);
        Dictionary<string, string> facts = [];
        foreach (var fact in file.Model.MetadataProps) facts.TryAdd(fact.Key, fact.Value);
        Metadata = facts;
    }

    /// <summary>The file.</summary>
    public string Path => _file.Path;

    /// <summary>Facts about it, by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Name of the first input; empty when there is none.</summary>
    public string InputName { get; }

    /// <summary>Element type of the first input; null for one that no tensor has.</summary>
    public DType? InputType { get; }

    /// <summary>Extents of the first input; null for those that are left open.</summary>
    public IReadOnlyList<int?> Extents { get; }

    /// <summary>Name of the first output; empty when there is none.</summary>
    public string OutputName { get; }

    /// <summary>Name of the value whose softmax along the last axis is the first output; null when that is made
    /// otherwise.</summary>
    public string? BeforeSoftmax
    {
        get
        {
            var last = _file.Model.Graph.Node.LastOrDefault(n => n.Output.Contains(OutputName));
            if (last is not { OpType: "Softmax", Input: [var scores] }) return null;
            var opset = _file.Model.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx")?.Version ?? 0;
            var usual = opset >= FirstSetOfLastAxis ? -1 : 1;
            return (last.Attribute.FirstOrDefault(a => a.Name == "axis")?.I ?? usual) is -1 or 1 ? scores : null;
        }
    }

    /// <summary>Whether a node makes a value of that name.</summary>
    public bool Makes(string value) => _file.Model.Graph.Node.Any(n => n.Output.Contains(value));

    /// <summary>Reads the graph, or a part of it; see <see cref="OnnxImport.Read"/>.</summary>
    /// <param name="from">Name of the value that becomes the input; null for the input of the file. Where the part
    /// asks for the shape of the file's input, the shape of this value is taken: their numbers of images are
    /// one.</param>
    /// <param name="to">Name of the value that becomes the output; null for the first output of the file.</param>
    /// <exception cref="BadModelFileException"><c>VIR2831</c> to <c>VIR2836</c>, for what lies between.</exception>
    public OnnxModule Read(string? from = null, string? to = null) => new(ImportGraph.Of(_file, from, to));

    internal static IReadOnlyList<int?> ExtentsOf(ValueInfoProto? value) =>
        [.. (value?.Type?.TensorType?.Shape?.Dim ?? []).Select(
            d => d.HasDimValue && d.DimValue is > 0 and <= int.MaxValue ? (int?)d.DimValue : null)];
}
