using Google.Protobuf;
using Vireo.Onnx.Generated;
using Vireo.Ops.Onnx;

namespace Vireo.Onnx;

/// <summary>Puts a translated graph into the messages of the file format: drops what no output needs, gives values the
/// names wanted, writes constants out.</summary>
internal sealed class ModelBuilder(int opset, Translation source)
{
    // Outputs of these may be left out from the end on; runtimes are faster without those that nobody reads.
    private static readonly HashSet<string> s_optionalOutputs =
        ["MaxPool", "LSTM", "GRU", "RNN", "Dropout", "LayerNormalization"];

    private readonly Dictionary<string, string> _final = [];

    public ModelProto Build(OnnxExportOptions options)
    {
        var graph = new GraphProto { Name = options.Name };
        graph.Input.Add(source.Inputs.Select(i => Describe(i.Name, i.Tensor.Spec)));
        graph.Output.Add(source.Outputs.Select(o => Describe(o.Name, o.Tensor.Spec)));
        var needed = Needed();
        var copies = NameValues(needed);
        AddConstants(graph, needed);
        AddNodes(graph, needed);
        foreach (var (from, to) in copies)
        {
            graph.Node.Add(new NodeProto
            {
                OpType = "Identity", Name = source.Taken.Free("copy"), Input = { Final(from) }, Output = { to },
            });
        }

        var model = new ModelProto
        {
            IrVersion = FormatVersion, ProducerName = "Vireo", ProducerVersion = VireoVersion.Text,
            DocString = options.Description, Graph = graph,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        model.MetadataProps.Add(
            options.Metadata.Select(m => new StringStringEntryProto { Key = m.Key, Value = m.Value }));
        return model;
    }

    /// <summary>The version of the file format that came with the operator set.</summary>
    private long FormatVersion => opset switch
    {
        <= 14 => 7,
        <= 18 => 8,
        <= 20 => 9,
        _ => 10,
    };

    /// <summary>Names of all values that an output depends on.</summary>
    private HashSet<string> Needed()
    {
        HashSet<string> needed = [.. source.Outputs.Select(o => source[o.Tensor])];
        foreach (var node in source.Graph.Nodes.Reverse())
        {
            if (node.Outputs.Any(needed.Contains)) needed.UnionWith(node.Inputs);
        }

        return needed;
    }

    /// <summary>Gives each value its name in the file: outputs the ones wanted, others what is free.</summary>
    /// <returns>Outputs that are inputs, constants or other outputs too, and so must be copied.</returns>
    private List<(string From, string To)> NameValues(HashSet<string> needed)
    {
        List<(string, string)> copies = [];
        var made = source.Graph.Nodes.SelectMany(n => n.Outputs).ToHashSet();
        foreach (var (name, tensor) in source.Outputs)
        {
            var value = source[tensor];
            if (!made.Contains(value) || !_final.TryAdd(value, name)) copies.Add((value, name));
        }

        var inner = source.Graph.Nodes.SelectMany(n => n.Outputs).Concat(source.Graph.Constants.Select(c => c.Name));
        foreach (var value in inner.Where(needed.Contains))
        {
            if (!_final.ContainsKey(value)) _final[value] = source.Taken.Free(value);
        }

        return copies;
    }

    private string Final(string value) => _final.GetValueOrDefault(value, value);

    private void AddConstants(GraphProto graph, HashSet<string> needed)
    {
        var bytes = 0L;
        foreach (var (name, tensor) in source.Constants)
        {
            // The format's messages end at 2 GB.
            bytes += tensor.Shape.Count * tensor.DType.Size;
            if (bytes > int.MaxValue - (1 << 24))
            {
                throw new VireoException("VIR6003",
                    $"the constants of the graph take more than 2 GB (up to {name}), which an ONNX file cannot hold. "
                    + "Export parts of the model, each with inputs and outputs of its own.");
            }

            if (needed.Contains(name)) graph.Initializer.Add(RawTensor.Of(name, tensor));
        }

        graph.Initializer.Add(
            from constant in source.Graph.Constants
            where needed.Contains(constant.Name)
            select RawTensor.Of(Final(constant.Name), constant.Spec, constant.Values));
    }

    private void AddNodes(GraphProto graph, HashSet<string> needed)
    {
        NameSet names = new();
        foreach (var (i, node) in source.Graph.Nodes.Index())
        {
            if (!node.Outputs.Any(needed.Contains)) continue;
            var outputs = node.Outputs.Count;
            while (s_optionalOutputs.Contains(node.Type) && !needed.Contains(node.Outputs[outputs - 1])) outputs--;
            var place = source.Places[i];
            var message = new NodeProto
            {
                OpType = node.Type, Name = names.Free(place.Length == 0 ? node.Type : $"{place}/{node.Type}"),
            };
            message.Input.Add(node.Inputs.Select(Final));
            message.Output.Add(node.Outputs.Take(outputs).Select(
                value => value.Length == 0 || needed.Contains(value) ? Final(value) : source.Taken.Free(value)));
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

    private static ValueInfoProto Describe(string name, TensorSpec spec)
    {
        var shape = new TensorShapeProto();
        foreach (var extent in spec.Shape.Extents)
        {
            shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = extent });
        }

        return new()
        {
            Name = name,
            Type = new() { TensorType = new() { ElemType = OnnxGraph.ElementType(spec.DType), Shape = shape } },
        };
    }
}
