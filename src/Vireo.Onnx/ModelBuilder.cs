using System.Globalization;
using Google.Protobuf;
using Vireo.Onnx.Generated;
using Vireo.Ops.Onnx;

namespace Vireo.Onnx;

/// <summary>Puts a translated graph into the messages of the file format: drops what no output needs, gives values the
/// names wanted, writes constants out.</summary>
internal sealed class ModelBuilder
{
    // Outputs of these may be left out from the end on; runtimes are faster without those that nobody reads.
    private static readonly HashSet<string> s_optionalOutputs =
        ["MaxPool", "LSTM", "GRU", "RNN", "Dropout", "LayerNormalization"];

    private const int SmallBytes = 1024;
    private readonly Translation _source;
    private readonly BatchAxis? _batch;
    private readonly int _opset;
    private readonly IReadOnlyList<(OnnxNode Node, string Place)> _nodes;
    private readonly Dictionary<string, string> _final = [];
    private readonly List<Tensor> _beside = [];

    /// <summary>A builder for a graph.</summary>
    /// <param name="source">The graph.</param>
    /// <param name="batch">How it depends on the number of images; null when that is fixed.</param>
    /// <param name="options">The operator set.</param>
    public ModelBuilder(Translation source, BatchAxis? batch, OnnxExportOptions options)
    {
        (_source, _batch, _opset) = (source, batch, options.Opset);
        _nodes = batch?.Nodes ?? [.. source.Graph.Nodes.Zip(source.Places)];
    }

    /// <summary>What goes into a file beside the model, in this order.</summary>
    public IReadOnlyList<Tensor> Beside => _beside;

    public ModelProto Build(OnnxExportOptions options, string dataFile)
    {
        var graph = new GraphProto { Name = options.Name };
        var inputs = _source.Inputs.Select((input, i) => input.Prelude is { } prelude
            ? Describe(input.Name, prelude.Type, prelude.Extents)
            : Describe(input.Name, input.Tensor.DType, _batch?.Inputs[i] ?? BatchAxis.Fixed(input.Tensor.Shape)));
        graph.Input.Add(inputs.DistinctBy(input => input.Name)); // One may be prepared in several ways.
        graph.Output.Add(_source.Outputs.Select((output, i) =>
            Describe(output.Name, output.Tensor.DType, _batch?.Outputs[i] ?? BatchAxis.Fixed(output.Tensor.Shape))));
        var needed = _source.Needed(_nodes.Select(n => n.Node));
        var copies = NameValues(needed);
        AddConstants(graph, needed, options.ExternalDataAbove, dataFile);
        AddNodes(graph, needed);
        foreach (var (from, to) in copies)
        {
            graph.Node.Add(new NodeProto
            {
                OpType = "Identity", Name = _source.Taken.Free("copy"), Input = { Final(from) }, Output = { to },
            });
        }

        var model = new ModelProto
        {
            IrVersion = FormatVersion, ProducerName = "Vireo", ProducerVersion = VireoVersion.Text,
            DocString = options.Description, Graph = graph,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = _opset });
        model.MetadataProps.Add(
            options.Metadata.Select(m => new StringStringEntryProto { Key = m.Key, Value = m.Value }));
        return model;
    }

    /// <summary>The version of the file format that came with the operator set.</summary>
    private long FormatVersion => _opset switch
    {
        <= 14 => 7,
        <= 18 => 8,
        <= 20 => 9,
        <= 22 => 10,
        23 => 11,
        24 => 12,
        _ => 13,
    };

    /// <summary>Gives each value its name in the file: outputs the ones wanted, others what is free.</summary>
    /// <returns>Outputs that are inputs, constants or other outputs too, and so must be copied.</returns>
    private List<(string From, string To)> NameValues(HashSet<string> needed)
    {
        List<(string, string)> copies = [];
        var made = _nodes.SelectMany(n => n.Node.Outputs).ToHashSet();
        foreach (var (name, tensor) in _source.Outputs)
        {
            var value = _source[tensor];
            if (!made.Contains(value) || !_final.TryAdd(value, name)) copies.Add((value, name));
        }

        foreach (var (name, tensor) in _source.Inner)
        {
            if (_source.Find(tensor) is { } value && made.Contains(value) && needed.Contains(value))
                _final.TryAdd(value, name);
        }

        var inner = _nodes.SelectMany(n => n.Node.Outputs).Concat(_source.Graph.Constants.Select(c => c.Name));
        foreach (var value in inner.Where(needed.Contains))
        {
            if (!_final.ContainsKey(value)) _final[value] = _source.Taken.Free(value);
        }

        return copies;
    }

    private string Final(string value) => _final.GetValueOrDefault(value, value);

    private void AddConstants(GraphProto graph, HashSet<string> needed, long most, string dataFile)
    {
        var constants = _source.Constants.Where(c => needed.Contains(c.Key)).ToList();
        var isBeside = constants.Sum(c => RawTensor.ByteCount(c.Value.Spec)) > most;
        var offset = 0L;
        foreach (var (name, tensor) in constants)
        {
            var bytes = RawTensor.ByteCount(tensor.Spec);
            if (bytes > Array.MaxLength)
            {
                throw new VireoException("VIR6003",
                    $"{name} {tensor.Spec} takes more than 2 GB, which is not written as ONNX. Export parts of the "
                    + "model, each with inputs and outputs of its own.");
            }

            // Small ones are looked into by runtimes before the graph runs.
            if (!isBeside || bytes < SmallBytes)
            {
                graph.Initializer.Add(RawTensor.Of(name, tensor));
                continue;
            }

            graph.Initializer.Add(RawTensor.Beside(name, tensor.Spec, dataFile, offset));
            _beside.Add(tensor);
            offset += bytes;
        }

        graph.Initializer.Add(
            from constant in _source.Graph.Constants
            where needed.Contains(constant.Name)
            select RawTensor.Of(Final(constant.Name), constant.Spec, constant.Values));
    }

    private void AddNodes(GraphProto graph, HashSet<string> needed)
    {
        NameSet names = new();
        foreach (var (node, place) in _nodes)
        {
            if (!node.Outputs.Any(needed.Contains)) continue;
            var outputs = node.Outputs.Count;
            while (s_optionalOutputs.Contains(node.Type) && !needed.Contains(node.Outputs[outputs - 1])) outputs--;
            var message = new NodeProto
            {
                OpType = node.Type, Name = names.Free(place.Length == 0 ? node.Type : $"{place}/{node.Type}"),
            };
            message.Input.Add(node.Inputs.Select(Final));
            message.Output.Add(node.Outputs.Take(outputs).Select(
                value => value.Length == 0 || needed.Contains(value) ? Final(value) : _source.Taken.Free(value)));
            message.Attribute.Add(node.Attributes.Select(Attribute));
            graph.Node.Add(message);
        }
    }

    private static AttributeProto Attribute(OnnxAttribute attribute)
    {
        var message = new AttributeProto { Name = attribute.Name };
        switch (attribute)
        {
            case { Integer: { } number }:
                message.I = number;
                message.Type = AttributeProto.Types.AttributeType.Int;
                break;
            case { Real: { } number }:
                message.F = number;
                message.Type = AttributeProto.Types.AttributeType.Float;
                break;
            case { Text: { } text }:
                message.S = ByteString.CopyFromUtf8(text);
                message.Type = AttributeProto.Types.AttributeType.String;
                break;
            case { Integers: { } numbers }:
                message.Ints.Add(numbers);
                message.Type = AttributeProto.Types.AttributeType.Ints;
                break;
            case { Reals: { } numbers }:
                message.Floats.Add(numbers);
                message.Type = AttributeProto.Types.AttributeType.Floats;
                break;
            case { Texts: { } texts }:
                message.Strings.Add(texts.Select(ByteString.CopyFromUtf8));
                message.Type = AttributeProto.Types.AttributeType.Strings;
                break;
            default:
                throw new ArgumentException($"the attribute {attribute.Name} holds nothing");
        }

        return message;
    }

    private static ValueInfoProto Describe(string name, DType type, IReadOnlyList<string> extents)
    {
        var shape = new TensorShapeProto();
        foreach (var extent in extents)
        {
            var isNumber = long.TryParse(extent, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            shape.Dim.Add(isNumber
                ? new TensorShapeProto.Types.Dimension { DimValue = number }
                : new TensorShapeProto.Types.Dimension { DimParam = extent });
        }

        return new()
        {
            Name = name,
            Type = new() { TensorType = new() { ElemType = OnnxGraph.ElementType(type), Shape = shape } },
        };
    }
}
