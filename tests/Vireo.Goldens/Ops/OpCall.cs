using System.Text.Json;
using Vireo.Layers;

namespace Vireo.Goldens.Ops;

/// <summary>Inputs and arguments of an op's case. What is not asked for is found out: an argument that nobody looked at
/// means that the case asks for something we do not have.</summary>
internal sealed class OpCall
{
    private readonly List<(string Name, Tensor Value)> _inputs;
    private readonly Dictionary<string, JsonElement> _arguments = [];
    private readonly HashSet<string> _unread = [];

    public OpCall(string op, JsonElement arguments, List<(string Name, Tensor Value)> inputs)
    {
        (Op, _inputs) = (op, inputs);
        foreach (var (name, _) in inputs) _unread.Add($"input {name}");
        if (arguments.ValueKind != JsonValueKind.Object) return;
        foreach (var argument in arguments.EnumerateObject())
        {
            if (argument.Value.ValueKind == JsonValueKind.Null) continue;
            _arguments[argument.Name] = argument.Value;
            _unread.Add($"{argument.Name}={argument.Value}");
        }
    }

    /// <summary>Name of the op, as the file has it.</summary>
    public string Op { get; }

    /// <summary>Number of inputs.</summary>
    public int Count => _inputs.Count;

    /// <summary>The input at a place.</summary>
    public Tensor this[int place]
    {
        get
        {
            if (place >= _inputs.Count) throw new MissingException($"{Op} with {_inputs.Count} inputs");
            _unread.Remove($"input {_inputs[place].Name}");
            return _inputs[place].Value;
        }
    }

    /// <summary>The input of a name; null when there is none.</summary>
    public Tensor? Input(string name)
    {
        var place = _inputs.FindIndex(i => i.Name == name);
        return place < 0 ? null : this[place];
    }

    /// <summary>A number; the default when it is not given.</summary>
    public double Number(string name, double otherwise) => Read(name)?.Number() ?? otherwise;

    /// <summary>A whole number; the default when it is not given.</summary>
    public int Int(string name, int otherwise) => (int)Number(name, otherwise);

    /// <summary>A truth value; the default when it is not given.</summary>
    public bool Flag(string name, bool otherwise) => Read(name) is { } value ? value.Number() != 0 : otherwise;

    /// <summary>A word; the default when it is not given.</summary>
    public string Text(string name, string otherwise) =>
        Read(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() ?? otherwise : otherwise;

    /// <summary>Several words; none when they are not given.</summary>
    public string[] Texts(string name) =>
        Read(name) is { ValueKind: JsonValueKind.Array } value
            ? [.. value.EnumerateArray().Select(e => e.GetString() ?? "")]
            : [];

    /// <summary>One or several whole numbers; null when they are not given.</summary>
    public int[]? Ints(string name) => Read(name)?.Ints();

    /// <summary>One or several numbers; null when they are not given.</summary>
    public double[]? Numbers(string name) => Read(name)?.Numbers();

    /// <summary>Two numbers, or one for both.</summary>
    public (int H, int W) Pair(string name, int otherwise) =>
        Ints(name) is not { } given ? (otherwise, otherwise) : (given[0], given[^1]);

    /// <summary>Gives a module's parameters the numbers of the inputs of their names, which they then stand for:
    /// gradients of those inputs are the parameters'.</summary>
    /// <param name="module">The module.</param>
    /// <param name="type">The element type of its parameters.</param>
    /// <param name="renamed">Beginnings of names here, and what files may call them.</param>
    public void Fill(Module module, DType type, params ReadOnlySpan<(string Here, string There)> renamed)
    {
        module.ConvertTo(type);
        foreach (var (path, variable) in module.Parameters)
        {
            var place = _inputs.FindIndex(i => i.Name == path);
            foreach (var (here, there) in renamed)
            {
                var other = path.Replace(here, there, StringComparison.Ordinal);
                if (place < 0) place = _inputs.FindIndex(i => i.Name == other);
            }

            if (place < 0) throw new MissingException($"{Op} without input {path}");
            variable.Set(this[place].ToDoubles());
            _inputs[place] = (_inputs[place].Name, variable.Value);
        }
    }

    /// <summary>Throws when something was not asked for.</summary>
    /// <exception cref="MissingException">Something was not.</exception>
    public void RequireAllRead()
    {
        if (_unread.Count > 0) throw new MissingException($"{Op} with {string.Join(" and ", _unread.Order())}");
    }

    private JsonElement? Read(string name)
    {
        if (!_arguments.TryGetValue(name, out var value)) return null;
        _unread.Remove($"{name}={value}");
        return value;
    }
}
