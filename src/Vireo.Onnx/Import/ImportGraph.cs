using Vireo.Layers;
using Vireo.Onnx.Generated;
using Vireo.Quantisation;
using Vireo.Ops.Onnx;

namespace Vireo.Onnx.Import;

/// <summary>The graph of a file, checked: every op is known, every value is made before it is read, and what of its
/// constants learns is told from what does not.</summary>
internal sealed class ImportGraph
{
    // Which operands of an op learn when they are constants; the others are settings.
    private static readonly Dictionary<string, int[]> s_learned = new()
    {
        ["Conv"] = [1, 2], ["Gemm"] = [0, 1, 2], ["MatMul"] = [0, 1], ["BatchNormalization"] = [1, 2], ["PRelu"] = [1],
        ["Add"] = [0, 1], ["Sub"] = [0, 1], ["Mul"] = [0, 1], ["Div"] = [0, 1], ["LayerNormalization"] = [1, 2],
        ["Transpose"] = [0],
    };

    private readonly OnnxFile _file;
    private readonly List<NodeProto> _nodes;
    private readonly Dictionary<string, KnownValue> _known = [];
    private readonly Dictionary<string, TensorProto> _initializers;
    private readonly Dictionary<string, float[]> _values = [];
    private readonly QuantisedForm _rounding;

    private ImportGraph(OnnxFile file, string? from, string? to)
    {
        _file = file;
        var initializers = Initializers();
        var inputs = file.Model.Graph.Input.Where(i => !initializers.ContainsKey(i.Name)).ToList();
        if (inputs.Count != 1 || file.Model.Graph.Output.Count == 0)
            throw file.Bad("VIR2833", $"it has {inputs.Count} inputs and {file.Model.Graph.Output.Count} outputs; "
                + "read are models of one input.");
        Output = to ?? file.Model.Graph.Output[0].Name;
        Input = from is null ? inputs[0] : new() { Name = from };
        _file.CheckRanges(initializers.Values);
        _rounding = QuantisedForm.Of(
            file, Own(from is null && to is null ? file.Model.Graph.Node : Between(inputs[0].Name), initializers),
            initializers);
        _nodes = _rounding.Nodes;
        Output = _rounding.Name(Output);
        _initializers = initializers;
        Opset = CheckOperators();
        CheckOrder(initializers);
        Divide(initializers);
    }

    private ImportGraph(ImportGraph other, ImportHead head, int classes)
    {
        (_file, _nodes, _initializers, _known) = (other._file, other._nodes, other._initializers, other._known);
        _rounding = other._rounding;
        (Opset, Input, Output) = (other.Opset, other.Input, other.Output);
        foreach (var (name, shape, learns) in other.Variables)
        {
            var extents = shape.Extents.ToArray();
            if (head.ClassAxes.TryGetValue(name, out var axis)) extents[axis] = classes;
            Variables.Add((name, Shape.Create(extents), learns));
        }
    }

    /// <summary>The file, as given.</summary>
    public string Path => _file.Path;

    /// <summary>The operator set.</summary>
    public int Opset { get; }

    /// <summary>What goes in.</summary>
    public ValueInfoProto Input { get; }

    /// <summary>Name of what comes out.</summary>
    public string Output { get; }

    /// <summary>Whether the file rounds values to bytes.</summary>
    public bool HasRanges => _rounding.Ranges.Count > 0;

    /// <summary>Whether one of its ranges had to be widened.</summary>
    public bool HasWidenedRanges => _rounding.IsWidened;

    /// <summary>What becomes parameters, and what becomes statistics, in the order of the file.</summary>
    public List<(string Name, Shape Shape, bool Learns)> Variables { get; } = [];

    /// <summary>The layer that scores the classes; null when it cannot be told.</summary>
    /// <param name="problem">Why, as half a sentence.</param>
    public ImportHead? Head(out string problem) =>
        ImportHead.Find(_nodes, Output, Variables.ToDictionary(v => v.Name, v => v.Shape), out problem);

    /// <summary>The same graph with another number of classes.</summary>
    public ImportGraph WithClasses(ImportHead head, int classes) => new(this, head, classes);

    /// <summary>The numbers of a variable, once; null for zeros.</summary>
    public float[]? TakeValues(string variable) => _values.Remove(variable, out var values) ? values : null;

    /// <summary>The graph as messages; what becomes variables lies in a file beside it.</summary>
    /// <param name="weights">Name of that file.</param>
    /// <param name="offsets">Where each variable begins in it.</param>
    public ModelProto ToModel(string weights, IReadOnlyDictionary<string, long> offsets)
    {
        var source = _file.Model.Graph;
        GraphProto graph = new() { Name = source.Name };
        graph.Node.Add(_nodes.Select(Inlined));
        // What comes in somewhere on the way has no description.
        graph.Input.Add(Input.Type is not null ? Input : new()
        {
            Name = Input.Name, Type = new() { TensorType = new() { ElemType = OnnxGraph.ElementType(DType.F32) } },
        });
        graph.Output.Add(source.Output.FirstOrDefault(o => o.Name == Output && Variables.TrueForAll(
            v => _initializers[v.Name].Dims.SequenceEqual(v.Shape.Extents.ToArray().Select(e => (long)e)))) ?? new()
        {
            Name = Output, Type = new() { TensorType = new() { ElemType = OnnxGraph.ElementType(DType.F32) } },
        });
        graph.Initializer.Add(Variables.Select(
            v => RawTensor.Beside(v.Name, new(v.Shape, DType.F32), weights, offsets[v.Name])));
        graph.Initializer.Add(_known.Keys.Select(name => _file.Inlined(_initializers[name])));
        ModelProto model = new()
        {
            IrVersion = _file.Model.IrVersion, ProducerName = _file.Model.ProducerName,
            ProducerVersion = _file.Model.ProducerVersion, Graph = graph,
        };
        model.OpsetImport.Add(_file.Model.OpsetImport);
        return model;
    }

    /// <summary>Checks the graph of a file, or the part between two of its values.</summary>
    public static ImportGraph Of(OnnxFile file, string? from, string? to) => new(file, from, to);

    /// <summary>A constant as numbers that are known while the graph is built.</summary>
    public static KnownValue KnownOf(OnnxFile file, TensorProto tensor)
    {
        var (shape, type, values) = file.Decode(tensor);
        return new(shape, values switch
        {
            float[] reals => Array.ConvertAll(reals, static x => (double)x),
            long[] longs => Array.ConvertAll(longs, static x => (double)x),
            int[] integers => Array.ConvertAll(integers, static x => (double)x),
            _ => throw new InvalidOperationException($"{values.GetType()} is not decoded"),
        }, type);
    }

    // A constant among the nodes may have its numbers beside the file, too.
    private NodeProto Inlined(NodeProto node)
    {
        if (node.Attribute.All(a => a.T is null || _file.Inlined(a.T) == a.T)) return node;
        var copy = node.Clone();
        foreach (var attribute in copy.Attribute.Where(a => a.T is not null)) attribute.T = _file.Inlined(attribute.T);
        return copy;
    }

    /// <summary>Builds the graph for an input.</summary>
    public Tensor Build(Tensor x, Pass pass, IReadOnlyDictionary<string, Variable> variables) =>
        Made(Items(x, pass, variables), Output).Tensor;

    /// <summary>The ranges of the file, and the layers that it leaves exact, for a graph built for
    /// inference.</summary>
    public QuantisationTable Ranges(Tensor x, IReadOnlyDictionary<string, Variable> variables)
    {
        var items = Items(x, Pass.Inference(), variables);
        return QuantisationTable.Of(
            x, Made(items, Output).Tensor, _rounding.Ranges.Select(
                range => (Made(items, range.Key).Tensor, range.Value.Low, range.Value.High))) with
            {
                FloatLayers = [.. _nodes.Where(n => n.Output.Any(_rounding.Exact.Contains)).Select(Place)],
            };
    }

    private Dictionary<string, Item> Items(Tensor x, Pass pass, IReadOnlyDictionary<string, Variable> variables)
    {
        Dictionary<string, Item> items = new() { [Input.Name] = x };
        foreach (var (name, known) in _known) items[name] = known;
        foreach (var (name, variable) in variables) items[name] = variable.Value;
        var state = new ImportState(pass, variables, Variables.ToDictionary(v => v.Name, v => v.Shape));
        foreach (var node in _nodes)
        {
            var inputs = node.Input.Select(name => name.Length == 0 ? null : Made(items, name)).ToArray();
            var results = Build(new NodeReader(_file, node, inputs, Opset, state), node);
            foreach (var (name, item) in node.Output.Zip(results)) items[name] = item;
        }

        return items;
    }

    // Some ops have results that are not read, such as the mask of a dropout.
    private Item Made(Dictionary<string, Item> items, string name) => items.GetValueOrDefault(name)
        ?? throw _file.Bad("VIR2834", $"'{name}' is a result of its node that is not read.");

    /// <summary>What a node is called where its values are looked at.</summary>
    private static string Place(NodeProto node) => node.Name.Length > 0 ? node.Name : node.Output[0];

    private Item[] Build(NodeReader reader, NodeProto node)
    {
        try
        {
            var results = KnownOps.TryRun(reader) is { } known ? [known] : Run(reader, node);
            if (results.FirstOrDefault(r => r.Shape.Count > ImportLimits.Elements) is { } large)
                throw reader.Bad($"its result {large.Shape} is too large");
            // Numbers that are known are held: doubling them a few times takes all memory.
            if (results is [{ Known: { Values.Length: > ImportLimits.KnownElements } row }] && node.Input.Count > 1)
                throw reader.Bad($"its result {row.Shape} is too large to be known beforehand");
            return results;
        }
        catch (Exception failure) when (failure is ArgumentException or ArithmeticException or ShapeException
            or IndexOutOfRangeException or InvalidOperationException)
        {
            throw _file.Bad("VIR2835", $"{node.OpType} '{node.Name}' of operator set {Opset} does not fit its operands:"
                + $" {failure.Message}", failure);
        }
    }

    private static Item[] Run(NodeReader reader, NodeProto node)
    {
        var run = ImportOps.All[node.OpType];
        return node.Output.Count > 1 ? run(reader)
            : [reader.State.Pass.Named(Place(node), () => run(reader)[0].Tensor)];
    }

    /// <summary>The nodes that the output needs when the input is given, in the order of the file.</summary>
    private List<NodeProto> Between(string given)
    {
        HashSet<string> needed = [Output];
        List<NodeProto> nodes = [];
        foreach (var node in _file.Model.Graph.Node.Reverse())
        {
            if (!node.Output.Any(name => name != Input.Name && needed.Contains(name))) continue;
            var kept = node;
            // The number of images, which all values share.
            if (node.OpType == "Shape" && node.Input is [var asked] && asked == given)
            {
                kept = node.Clone();
                kept.Input[0] = Input.Name;
            }

            needed.UnionWith(kept.Input);
            nodes.Add(kept);
        }

        nodes.Reverse();
        return nodes;
    }

    private int CheckOperators()
    {
        var opset = _file.Model.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx")?.Version ?? 0;
        if (opset is < ImportLimits.OldestOpset or > ImportLimits.NewestOpset)
            throw _file.Bad("VIR2831", $"it is of operator set {opset}; read are {ImportLimits.OldestOpset} to "
                + $"{ImportLimits.NewestOpset}.");
        if (_nodes.Count > ImportLimits.Nodes)
            throw _file.Bad("VIR2833", $"it has {_nodes.Count} nodes, at most {ImportLimits.Nodes} are read.");
        foreach (var node in _nodes)
        {
            var isKnown = node.Domain is "" or "ai.onnx"
                && (ImportOps.All.ContainsKey(node.OpType) || KnownOps.Types.Contains(node.OpType));
            if (isKnown) continue;
            var domain = node.Domain.Length == 0 ? "" : $"{node.Domain}.";
            var supported = string.Join(", ", ImportOps.All.Keys.Union(KnownOps.Types).Order(StringComparer.Ordinal));
            throw _file.Bad("VIR2831", $"the op {domain}{node.OpType} (node '{node.Name}', operator set {opset}) is "
                + $"not supported. Supported are {supported}.");
        }

        return (int)opset;
    }

    private Dictionary<string, TensorProto> Initializers()
    {
        Dictionary<string, TensorProto> found = [];
        foreach (var tensor in _file.Model.Graph.Initializer)
        {
            if (tensor.Name.Length == 0 || !found.TryAdd(tensor.Name, tensor))
                throw _file.Bad("VIR2832", $"it has two constants named '{tensor.Name}', or one without a name.");
        }

        return found;
    }

    // Exporters store equal weights once and repeat them; each learns for itself. Altogether they take no more than
    // what is stored: else a short file would ask for any amount of memory.
    private static List<NodeProto> Own(IReadOnlyList<NodeProto> nodes, Dictionary<string, TensorProto> initializers)
    {
        List<NodeProto> kept = [];
        var room = Math.Max(ImportLimits.KnownElements, initializers.Values.Sum(t => (long)t.CalculateSize()));
        foreach (var node in nodes)
        {
            if (node is { OpType: "Identity", Input: [var from], Output: [{ Length: > 0 } to] }
                && initializers.TryGetValue(from, out var tensor) && !initializers.ContainsKey(to)
                && tensor.DataLocation == TensorProto.Types.DataLocation.Default
                && (room -= tensor.CalculateSize()) >= 0)
            {
                initializers[to] = tensor.Clone();
                initializers[to].Name = to;
            }
            else kept.Add(node);
        }

        return kept;
    }

    private void CheckOrder(Dictionary<string, TensorProto> initializers)
    {
        HashSet<string> made = [Input.Name, .. initializers.Keys];
        foreach (var node in _nodes)
        {
            if (node.Input.FirstOrDefault(name => name.Length > 0 && !made.Contains(name)) is { } missing)
                throw _file.Bad("VIR2833", $"{node.OpType} '{node.Name}' reads '{missing}', which nothing before it "
                    + "makes: the graph is cyclic, out of order, or has lost a part.");
            if (node.Output.FirstOrDefault(name => name.Length > 0 && !made.Add(name)) is { } twice)
                throw _file.Bad("VIR2833", $"{node.OpType} '{node.Name}' makes '{twice}' a second time.");
        }

        if (!made.Contains(Output)) throw _file.Bad("VIR2833", $"nothing makes its output '{Output}'.");
    }

    private void Divide(Dictionary<string, TensorProto> initializers)
    {
        var uses = (
            from node in _nodes
            from input in node.Input.Index()
            select (Name: input.Item, node.OpType, input.Index)).ToLookup(use => use.Name);
        foreach (var (name, tensor) in initializers)
        {
            bool Is(Func<(string Name, string OpType, int Index), bool> role) =>
                uses[name].Any() && uses[name].All(role);
            var learns = Is(u => s_learned.TryGetValue(u.OpType, out var learned) && learned.Contains(u.Index));
            var isStatistic = Is(u => u.OpType == "BatchNormalization" && u.Index is 3 or 4);
            if ((learns || isStatistic) && _file.ShapeElsewhere(tensor) is { Rank: > 0 } elsewhere)
            {
                Variables.Add((name, elsewhere, learns));
                continue;
            }

            var (shape, _, values) = _file.Decode(tensor);
            if ((learns || isStatistic) && values is float[] numbers && shape.Rank > 0)
            {
                Variables.Add((name, shape, learns));
                _values.Add(name, numbers);
            }
            else if (uses[name].Any() || name == Output) _known[name] = KnownOf(_file, tensor);
        }
    }
}
