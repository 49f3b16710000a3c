using Vireo.Graph;
using Vireo.Ops;
using Vireo.Ops.Onnx;

namespace Vireo.Onnx;

/// <summary>A graph of tensors said in ONNX: nodes in the order they run, and the names of all that goes in and comes
/// out.</summary>
internal sealed class Translation
{
    private readonly Dictionary<Tensor, string> _names = [];
    private readonly Dictionary<string, Tensor> _constants = [];
    private readonly List<string> _places = [];
    private readonly NameSet _taken = new();

    public Translation(int opset, OnnxSignature signature)
    {
        (Graph, Inputs, Outputs) = (new(opset), signature.Inputs, signature.Outputs);
        Inner = signature.Inner;
        if (Outputs.Count == 0) throw new ArgumentException("there is no output to export", nameof(signature));
        foreach (var input in Inputs)
        {
            if (!IsGivenAlready(input)) _taken.Reserve(input.Name);
            _names[input.Tensor] = input.Prelude?.Append(Graph, input.Name) ?? input.Name;
        }

        LabelNew("preprocessing");
        foreach (var (name, _) in Outputs.Concat(Inner)) _taken.Reserve(name);
        foreach (var (_, tensor) in Outputs) Visit(tensor);
    }

    /// <summary>The nodes and small constants.</summary>
    public OnnxGraph Graph { get; }

    /// <summary>What is given at each run.</summary>
    public IReadOnlyList<OnnxInput> Inputs { get; }

    /// <summary>What comes out, under the names wanted.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> Outputs { get; }

    /// <summary>Values on the way that have names of their own.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> Inner { get; }

    /// <summary>Variables and data by their names.</summary>
    public IReadOnlyDictionary<string, Tensor> Constants => _constants;

    /// <summary>For each node of <see cref="Graph"/>, where its op stands in the model; empty when nobody
    /// knows.</summary>
    public IReadOnlyList<string> Places => _places;

    /// <summary>The names that are given already.</summary>
    public NameSet Taken => _taken;

    /// <summary>The name of a value within <see cref="Graph"/>.</summary>
    public string this[Tensor tensor] => _names[tensor];

    /// <summary>The name of a value within <see cref="Graph"/>; null when nothing computes it.</summary>
    public string? Find(Tensor tensor) => _names.GetValueOrDefault(tensor);

    /// <summary>Names of all values that an output depends on.</summary>
    /// <param name="nodes">The nodes in the order they run.</param>
    public HashSet<string> Needed(IEnumerable<OnnxNode> nodes)
    {
        HashSet<string> needed = [.. Outputs.Select(o => _names[o.Tensor])];
        foreach (var node in nodes.Reverse())
        {
            if (node.Outputs.Any(needed.Contains)) needed.UnionWith(node.Inputs);
        }

        return needed;
    }

    /// <summary>Whether an input is what another one is given, prepared in another way.</summary>
    private bool IsGivenAlready(OnnxInput input) => input.Prelude is { } prelude && Inputs.TakeWhile(i => i != input)
        .Any(i => i.Name == input.Name && i.Prelude?.Type == prelude.Type
            && i.Prelude.Extents.SequenceEqual(prelude.Extents));

    private void Visit(Tensor root)
    {
        var pending = new Stack<(Tensor Tensor, bool IsExpanded)>([(root, false)]);
        while (pending.TryPop(out var next))
        {
            var (tensor, node) = (next.Tensor, next.Tensor.Node);
            if (_names.ContainsKey(tensor)) continue;
            if (node.Op is Source source) AddSource(tensor, source);
            else if (next.IsExpanded) AddNode(node);
            else
            {
                pending.Push((tensor, true));
                for (var i = node.Inputs.Count - 1; i >= 0; i--) pending.Push((node.Inputs[i], false));
            }
        }
    }

    private void AddSource(Tensor tensor, Source source)
    {
        if (source.Variable is null && !tensor.IsKnown)
        {
            throw new VireoException("VIR6002",
                $"the graph reads {source.Title ?? "a placeholder"} {tensor.Spec}, which is not among the inputs of "
                + "the export. Name it there, or export outputs that do not depend on it.");
        }

        var name = _taken.Free(source.Variable?.Name ?? "data");
        _constants[name] = tensor;
        _names[tensor] = name;
    }

    private void AddNode(Node node)
    {
        var names = node.Op.Onnx(Graph, node, [.. node.Inputs.Select(x => _names[x])]) ?? throw NoForm(node);
        // An output that is an input of the export already keeps that name: whoever reads it reads the input.
        for (var k = 0; k < node.Outputs.Length; k++) _names.TryAdd(node.Outputs[k], names[k]);
        LabelNew(node.Label ?? "");
    }

    private void LabelNew(string place)
    {
        while (_places.Count < Graph.Nodes.Count) _places.Add(place);
    }

    private VireoException NoForm(Node node)
    {
        var operands = string.Join(", ", node.Inputs.Select(x => x.Spec.ToString()));
        var fix = node.IsBackward
            ? "It belongs to a gradient: export what the model computes, not how it learns."
            : "Build the graph for inference (Pass.Inference()); for an op of your own override Op.Onnx; or ask for a "
            + "different operator set by OnnxExportOptions.Opset.";
        return new("VIR6001", $"{node} over ({operands}) has no ONNX form in operator set {Graph.Opset}. {fix}");
    }
}
