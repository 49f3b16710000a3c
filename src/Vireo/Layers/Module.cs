using Vireo.Layers.Initialisers;

namespace Vireo.Layers;

/// <summary>A tree of named parts with parameters and buffers. Calling one builds graph; it computes nothing.</summary>
public abstract class Module
{
    private readonly List<(string Name, Module Module)> _children = [];
    private readonly List<(string Name, Variable Variable, Initialiser Initialiser)> _parameters = [];
    private readonly List<(string Name, Variable Variable, Initialiser Initialiser)> _buffers = [];
    private string _name = "";

    /// <summary>All parameters with their paths, in the order of a PyTorch state dictionary.</summary>
    public IEnumerable<(string Path, Variable Variable)> Parameters =>
        State(static m => m._parameters).Select(s => (s.Path, s.Variable));

    /// <summary>All buffers (running statistics) with their paths.</summary>
    public IEnumerable<(string Path, Variable Variable)> Buffers =>
        State(static m => m._buffers).Select(s => (s.Path, s.Variable));

    /// <summary>Parameters and buffers with their paths, in the order of a PyTorch state dictionary.</summary>
    public IEnumerable<(string Path, Variable Variable)> Everything =>
        State(static m => m._parameters.Concat(m._buffers)).Select(s => (s.Path, s.Variable));

    /// <summary>The modules that this one is made of, by name, in order.</summary>
    public IEnumerable<(string Name, Module Module)> Children => _children;

    /// <summary>All modules below this one with their paths, this one first under the empty path.</summary>
    public IEnumerable<(string Path, Module Module)> Modules
    {
        get
        {
            yield return ("", this);
            foreach (var (name, child) in _children)
            {
                foreach (var (path, module) in child.Modules) yield return (Joined(name, path), module);
            }
        }
    }

    /// <summary>Builds the graph of this module for an input.</summary>
    /// <exception cref="ShapeException">The input does not fit.</exception>
    public Tensor Call(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        return pass.Named(_name, () => Forward(x, pass));
    }

    /// <summary>Draws all parameters afresh and resets all buffers. What a variable gets depends on the generator and
    /// on its path alone.</summary>
    public void Initialise(Rng rng)
    {
        ArgumentNullException.ThrowIfNull(rng);
        foreach (var (path, variable, initialiser) in State(static m => m._parameters.Concat(m._buffers)))
        {
            variable.Name = path;
            initialiser.Fill(variable, rng.Fork(StableHash.Of(path)));
        }
    }

    /// <summary>Changes the element type of all floating variables; their numbers are kept.</summary>
    public void ConvertTo(DType type)
    {
        foreach (var (_, variable) in Everything)
        {
            if (variable.Spec.DType.IsFloat) variable.ConvertTo(type);
        }
    }

    /// <summary>The computation.</summary>
    protected abstract Tensor Forward(Tensor x, Pass pass);

    /// <summary>Builds under this module's name what <see cref="Call"/> cannot, such as with several inputs; its first
    /// result is the module's output in the pass.</summary>
    protected T Within<T>(Pass pass, Func<T> build, Func<T, Tensor> output)
    {
        ArgumentNullException.ThrowIfNull(pass);
        T? result = default;
        pass.Named(_name, () =>
        {
            result = build();
            return output(result);
        });
        return result ?? throw new InvalidOperationException($"{_name} built nothing");
    }

    /// <summary>Takes a module in under a name; dots in it are part of its path.</summary>
    protected T Own<T>(string name, T module)
        where T : Module
    {
        ArgumentNullException.ThrowIfNull(module);
        module._name = name;
        _children.Add((name, module));
        return module;
    }

    /// <summary>Declares something that learns.</summary>
    protected Variable Parameter(string name, Shape shape, Initialiser initialiser) =>
        Declare(_parameters, name, new Variable(shape, DType.F32, name), initialiser);

    /// <summary>Declares state that does not learn.</summary>
    protected Variable Buffer(string name, Shape shape, Initialiser initialiser, DType type = DType.F32) =>
        Declare(_buffers, name, new Variable(shape, type, name), initialiser);

    private static Variable Declare(
        List<(string, Variable, Initialiser)> list, string name, Variable variable, Initialiser initialiser)
    {
        list.Add((name, variable, initialiser));
        return variable;
    }

    private static string Joined(string name, string path) =>
        name.Length == 0 ? path : path.Length == 0 ? name : $"{name}.{path}";

    private IEnumerable<(string Path, Variable Variable, Initialiser Initialiser)> State(
        Func<Module, IEnumerable<(string, Variable, Initialiser)>> of)
    {
        foreach (var own in of(this)) yield return own;
        foreach (var (name, child) in _children)
        {
            foreach (var (path, variable, initialiser) in child.State(of))
            {
                yield return (Joined(name, path), variable, initialiser);
            }
        }
    }
}
