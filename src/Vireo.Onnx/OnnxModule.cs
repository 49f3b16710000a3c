using Vireo.Layers;
using Vireo.Layers.Initialisers;
using Vireo.Onnx.Import;

namespace Vireo.Onnx;

/// <summary>The graph of an ONNX file as a module: its first output from its one input.</summary>
public sealed class OnnxModule : Module
{
    private readonly ImportGraph _graph;
    private readonly Dictionary<string, Variable> _variables = [];

    internal OnnxModule(ImportGraph graph)
    {
        _graph = graph;
        foreach (var (name, shape, values, learns) in graph.Variables)
        {
            // Drawn afresh, weights begin as those of Vireo's own layers do.
            Initialiser initialiser = shape.Rank > 1 ? new He() : new Constant(0);
            var variable = learns ? Parameter(name, shape, initialiser) : Buffer(name, shape, initialiser);
            values.CopyTo(variable.Data<float>());
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

    /// <inheritdoc/>
    /// <exception cref="BadModelFileException"><c>VIR2834</c>, <c>VIR2835</c>: a node does not fit this
    /// input.</exception>
    protected override Tensor Forward(Tensor x, Pass pass) => _graph.Build(x, pass, _variables);
}
