using Vireo.Kernels;
using Vireo.Ops;

namespace Vireo.Graph;

/// <summary>What is to be computed, as a list of instructions over numbered values: the structure of a graph without
/// its data. Equal subexpressions are captured once. Two captures with equal keys run on one plan.</summary>
internal sealed class Capture
{
    private readonly Dictionary<Tensor, int> _values = [];
    private readonly Dictionary<Entry, int> _known = [];
    private readonly List<Entry> _entries = [];

    /// <summary>Captures everything that outputs, updates and the guard need.</summary>
    /// <param name="placeholders">Values given at each run, in this order in front of other data.</param>
    /// <param name="outputs">Values wanted.</param>
    /// <param name="updates">Variables to write.</param>
    /// <param name="guard">Number that must be finite before any variable is written; null for none.</param>
    /// <param name="repeats">Whether it is for many runs.</param>
    /// <param name="precision">In which type it may be computed; null for single precision.</param>
    /// <param name="budget">Most bytes that its values may take; null for no limit.</param>
    public Capture(
        IReadOnlyList<Tensor> placeholders, IReadOnlyList<Tensor> outputs, IReadOnlyList<Update> updates, Tensor? guard,
        bool repeats = false, Precision? precision = null, long? budget = null)
    {
        (Repeats, Precision, Budget) = (repeats, precision ?? Precision.Single, budget);
        foreach (var placeholder in placeholders) AddFeed(placeholder);
        Placeholders = placeholders.Count;
        Outputs = [.. outputs.Select(Visit)];
        Guard = guard is null ? -1 : Visit(guard);
        Check(updates);
        Updates = [.. updates.Select(u => (Visit(u.Variable.Value), Visit(u.Value)))];
        Key = new CaptureKey([.. _entries], [.. Outputs], [.. Updates], Guard, repeats, Precision, budget);
    }

    /// <summary>One captured application (or source) with one output.</summary>
    /// <param name="Op">What is applied; for sources only their spec counts.</param>
    /// <param name="Output">Which of its outputs.</param>
    /// <param name="Inputs">Numbers of the input values.</param>
    /// <param name="Kind">0 op, 1 fed data, 2 variable.</param>
    /// <param name="Layout">Layout of fed data.</param>
    /// <param name="Ordinal">Number among the feeds or variables.</param>
    public readonly record struct Entry(Op Op, int Output, IntList Inputs, int Kind, Layout Layout, int Ordinal);

    /// <summary>Values in the order in which they can be computed.</summary>
    public IReadOnlyList<Entry> Entries => _entries;

    /// <summary>The tensor behind each value, for shapes and names.</summary>
    public List<Tensor> Tensors { get; } = [];

    /// <summary>Data given from outside; the first are the placeholders.</summary>
    public List<Tensor> Feeds { get; } = [];

    /// <summary>Variables that are read or written.</summary>
    public List<Variable> Variables { get; } = [];

    /// <summary>Whether it is for many runs: then what stays the same is worth keeping.</summary>
    public bool Repeats { get; }

    /// <summary>In which type it may be computed.</summary>
    public Precision Precision { get; }

    /// <summary>Most bytes that values and working memory of a run may take; null for no limit.</summary>
    public long? Budget { get; }

    /// <summary>How many of the feeds are placeholders.</summary>
    public int Placeholders { get; }

    /// <summary>Numbers of the wanted values.</summary>
    public IReadOnlyList<int> Outputs { get; }

    /// <summary>Number of a variable's value and number of what it becomes.</summary>
    public IReadOnlyList<(int Variable, int Value)> Updates { get; }

    /// <summary>Number of the guard, or -1.</summary>
    public int Guard { get; }

    /// <summary>The structure, for finding a plan again.</summary>
    public CaptureKey Key { get; }

    /// <summary>Number of a tensor's value; null when it was not captured.</summary>
    public int? Find(Tensor tensor) => _values.TryGetValue(tensor, out var value) ? value : null;

    private static void Check(IReadOnlyList<Update> updates)
    {
        var written = new HashSet<Variable>();
        foreach (var (variable, value) in updates)
        {
            if (!written.Add(variable)) throw new ArgumentException($"{variable} is written twice in one step");
            if (value.Spec != variable.Spec) throw new ArgumentException($"{variable} cannot become {value.Spec}");
        }
    }

    private int Visit(Tensor root)
    {
        var pending = new Stack<(Tensor Tensor, bool Expanded)>([(root, false)]);
        while (pending.TryPop(out var next))
        {
            if (_values.ContainsKey(next.Tensor)) continue;
            if (next.Tensor.Data is not null) AddFeed(next.Tensor);
            else if (next.Tensor.Node.Op is Source source) AddSource(next.Tensor, source);
            else if (next.Expanded) AddNode(next.Tensor);
            else
            {
                pending.Push((next.Tensor, true));
                var inputs = next.Tensor.Node.Inputs;
                for (var i = inputs.Count - 1; i >= 0; i--) pending.Push((inputs[i], false));
            }
        }

        return _values[root];
    }

    private void AddFeed(Tensor tensor)
    {
        var layout = tensor.Data?.Operand.Layout ?? (tensor.Shape.Rank == 4 ? Layout.ChannelsLast : Layout.RowMajor);
        Add(tensor, new(new Source { Spec = tensor.Spec }, 0, [], 1, layout, Feeds.Count));
        Feeds.Add(tensor);
    }

    private void AddSource(Tensor tensor, Source source)
    {
        if (source.Variable is not { } variable)
        {
            throw new InvalidOperationException($"{source.Title ?? "a placeholder"} {tensor.Spec} was given no value");
        }

        Add(tensor, new(new Source { Spec = tensor.Spec }, 0, [], 2, Layout.RowMajor, Variables.Count));
        Variables.Add(variable);
    }

    private void AddNode(Tensor tensor)
    {
        var node = tensor.Node;
        var inputs = new int[node.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++) inputs[i] = _values[node.Inputs[i]];
        IntList list = [.. inputs];
        foreach (var output in node.Outputs)
        {
            var entry = new Entry(node.Op, output.Index, list, 0, Layout.RowMajor, 0);
            if (_known.TryGetValue(entry, out var known)) _values[output] = known;
            else if (output.Data is null || output == tensor) Add(output, entry);
        }
    }

    private void Add(Tensor tensor, Entry entry)
    {
        _values[tensor] = _entries.Count;
        if (entry.Kind == 0) _known[entry] = _entries.Count;
        _entries.Add(entry);
        Tensors.Add(tensor);
    }
}
