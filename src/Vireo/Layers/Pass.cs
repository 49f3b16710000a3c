using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>One building of a module's graph: what it is for, and what comes out beside the result.</summary>
public sealed class Pass
{
    private readonly List<Update> _updates = [];
    private readonly Dictionary<string, Tensor> _outputs = [];
    private readonly Stack<string> _path = new();
    private readonly Tensor? _randomState;
    private int _streams;

    private Pass(Purpose purpose, Tensor? randomState) => (Purpose, _randomState) = (purpose, randomState);

    /// <summary>What the graph is for.</summary>
    public Purpose Purpose { get; }

    /// <summary>Whether the graph is for training.</summary>
    public bool IsTraining => Purpose == Purpose.Training;

    /// <summary>What the modules want to write at the end of the step, such as running statistics.</summary>
    public IReadOnlyList<Update> Updates => _updates;

    /// <summary>The output of every module by its path (<c>layer1.0.conv1</c>): for feature maps, explanations and
    /// distillation.</summary>
    public IReadOnlyDictionary<string, Tensor> Outputs => _outputs;

    /// <summary>A pass for predicting.</summary>
    public static Pass Inference() => new(Purpose.Inference, null);

    /// <summary>A pass for learning.</summary>
    /// <param name="randomState">Seed and step, <c>[2]</c> I64: what random ops draw from. Without it nothing is
    /// dropped.</param>
    public static Pass Training(Tensor? randomState = null) => new(Purpose.Training, randomState);

    /// <summary>What a variable will be at the end of the step, as far as this pass has been built: what a module
    /// that is called twice goes on from.</summary>
    public Tensor Latest(Variable variable)
    {
        var place = _updates.FindIndex(u => u.Variable == variable);
        return place < 0 ? variable.Value : _updates[place].Value;
    }

    /// <summary>Asks for a variable to be written at the end of the step; replaces what was asked for before.</summary>
    public void Update(Variable variable, Tensor value)
    {
        _updates.RemoveAll(u => u.Variable == variable);
        _updates.Add(new(variable, value));
    }

    /// <summary>Drops elements when the pass is for training and draws random numbers.</summary>
    /// <param name="x">What is dropped from.</param>
    /// <param name="probability">In [0, 1).</param>
    /// <param name="shape">Extents of the mask; the shape of x when left out.</param>
    public Tensor Dropout(Tensor x, double probability, Shape? shape = null) =>
        IsTraining && probability > 0 && _randomState is { } state
            ? x.Dropout(probability, state, _streams++, shape)
            : x;

    /// <summary>Uniform numbers in [0, 1), others for every call and every step; null when the pass is not for training
    /// or has nothing to draw from.</summary>
    public Tensor? Uniform(Shape shape, DType type = DType.F32) => IsTraining && _randomState is { } state
        ? Tensor.Of(new RandomUniform { Stream = _streams++, Shape = shape, DType = type }, state)
        : null;

    /// <summary>Takes over the outputs of a pass within this one, as far as something became of them.</summary>
    internal void Adopt(Pass inner, Func<Tensor, Tensor?> became)
    {
        foreach (var (path, output) in inner._outputs)
        {
            if (became(output) is { } own) _outputs[PathOf(path)] = own;
        }
    }

    private string PathOf(string name) => string.Join('.', _path.Reverse().Append(name).Where(p => p.Length > 0));

    /// <summary>Builds a part of a network under a name: the ops in it have their place there, and what it makes is
    /// among the <see cref="Outputs"/>. Every module does so with its own name.</summary>
    /// <param name="name">Of the part, below the part that it is built within.</param>
    /// <param name="build">Makes the result.</param>
    public Tensor Named(string name, Func<Tensor> build)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(build);
        _path.Push(name);
        var path = PathOf("");
        var since = Node.Newest;
        var result = build();
        Node.LabelNew(result, since, path, backward: false);
        foreach (var update in _updates) Node.LabelNew(update.Value, since, path, backward: false);
        _outputs[path] = result;
        _path.Pop();
        return result;
    }
}
