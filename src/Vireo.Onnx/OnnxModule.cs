using Google.Protobuf;
using Vireo.Layers;
using Vireo.Layers.Initialisers;
using Vireo.Onnx.Import;
using Vireo.Quantisation;
using Vireo.Weights;

namespace Vireo.Onnx;

/// <summary>The graph of an ONNX file as a module: its first output from its one input.</summary>
public sealed class OnnxModule : Module
{
    private readonly ImportGraph _graph;
    private readonly Dictionary<string, Variable> _variables = [];

    internal OnnxModule(ImportGraph graph)
    {
        _graph = graph;
        foreach (var (name, shape, learns) in graph.Variables)
        {
            // Drawn afresh, weights begin as those of Vireo's own layers do.
            Initialiser initialiser = shape.Rank > 1 ? new He() : new Constant(0);
            var variable = learns ? Parameter(name, shape, initialiser) : Buffer(name, shape, initialiser);
            graph.TakeValues(name)?.CopyTo(variable.Data<float>());
            _variables.Add(name, variable);
        }

        Extents = OnnxSource.ExtentsOf(graph.Input);
    }

    /// <summary>Name of the input.</summary>
    public string InputName => _graph.Input.Name;

    /// <summary>Name of the output.</summary>
    public string OutputName => _graph.Output;

    /// <summary>The operator set of the file.</summary>
    public int Opset => _graph.Opset;

    /// <summary>Extents of the input; null for those that are left open.</summary>
    public IReadOnlyList<int?> Extents { get; }

    /// <summary>Whether the file rounds values to bytes: see <see cref="Ranges"/>.</summary>
    public bool HasRanges => _graph.HasRanges;

    /// <summary>Whether bytes of the file have a zero point that those of Vireo have not: its ranges were widened, and
    /// answers in eight bits differ a little from those of the file.</summary>
    public bool HasWidenedRanges => _graph.HasWidenedRanges;

    /// <summary>Whether channels were taken out since the graph was read: parameters have other extents than
    /// there.</summary>
    public bool IsPruned => _graph.Variables.Exists(v => _variables[v.Name].Shape != v.Shape);

    /// <summary>The same network for other classes: the last layer with weights is drawn afresh, all others are
    /// copied.</summary>
    /// <param name="classes">How many; with as many as there are, all is copied.</param>
    /// <param name="rng">Draws the weights of the new layer.</param>
    /// <exception cref="UsageException"><c>VIR2837</c>: that layer cannot be told; the message says why.</exception>
    public OnnxModule WithClasses(int classes, Rng rng)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        var head = _graph.Head(out var problem) ?? throw new UsageException("VIR2837",
            $"{_graph.Path}: its classifier cannot be replaced by one of {classes} "
            + $"classes: {problem}. Export the network with that many classes where it comes from.");
        var other = new OnnxModule(_graph.WithClasses(head, classes));
        other.Initialise(rng);
        foreach (var (path, variable) in other.Everything)
        {
            if (head.Classes == classes || !head.ClassAxes.ContainsKey(path))
                _variables[path].Data<float>().CopyTo(variable.Data<float>());
        }

        return other;
    }

    /// <summary>Writes the graph as an ONNX file whose weights lie beside it in a safetensors file of <see
    /// cref="Module.Everything"/>; other runtimes take the two as they are.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="weights">Name of the file with the weights.</param>
    /// <exception cref="InvalidOperationException">It is pruned; <see cref="OnnxImport.Convert"/> makes a graph of what
    /// is left.</exception>
    public void WriteGraph(Stream stream, string weights)
    {
        if (IsPruned) throw new InvalidOperationException("the graph counts channels that were taken out");
        var offsets = SafeTensorsFile.Offsets(ModuleWeights.Entries(Everything));
        _graph.ToModel(weights, offsets).WriteTo(stream);
    }

    /// <summary>What a plan needs to compute in the bytes of the file; weights hold what theirs stand for, so that the
    /// module itself computes without rounding.</summary>
    /// <param name="images">A placeholder as long as those of the plans.</param>
    public QuantisationTable Ranges(Tensor images) => _graph.Ranges(images, _variables);

    /// <inheritdoc/>
    /// <exception cref="BadModelFileException"><c>VIR2834</c>, <c>VIR2835</c>: a node does not fit this
    /// input.</exception>
    protected override Tensor Forward(Tensor x, Pass pass) => _graph.Build(x, pass, _variables);
}
