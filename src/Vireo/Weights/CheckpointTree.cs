using System.Globalization;

namespace Vireo.Weights;

/// <summary>Turns what a pickle holds into tensors with dotted names; numbers and texts among them become
/// metadata.</summary>
internal sealed class CheckpointTree
{
    private const string ParameterNames = "StructuredToParameterName@@", SplitTensors = "UnpackBigParamInfor@@";
    private readonly FileBytes _file;
    private readonly bool _isBigEndian;
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<WeightEntry> _entries = [];
    private readonly long _mostVisits;
    private long _visits, _characters, _bytes;

    private CheckpointTree(FileBytes file, bool isBigEndian) =>
        (_file, _isBigEndian, _mostVisits) = (file, isBigEndian, file.Length + 16);

    /// <summary>Walks through the values.</summary>
    /// <returns>Tensors in the order of the file, and the numbers and texts beside them.</returns>
    /// <exception cref="BadModelFileException">Names come twice, are too many or too long, or a tensor is not what it
    /// says.</exception>
    public static (List<WeightEntry> Entries, Dictionary<string, string> Metadata) Read(
        FileBytes file, object? root, bool isBigEndian = false)
    {
        var tree = new CheckpointTree(file, isBigEndian);
        tree.Visit("", root is PickleDictionary dictionary ? tree.WithoutSplits(dictionary) : root, 0);
        return (tree._entries, tree._metadata);
    }

    private void Visit(string name, object? value, int depth)
    {
        // Every visit but those of shared values has bytes of its own; far more are a list that contains itself.
        if (++_visits > _mostVisits) throw _file.TooMuch("its values contain each other without end.");
        if (depth > WeightLimits.Depth) throw _file.TooMuch($"it is nested deeper than {WeightLimits.Depth}.");
        switch (value)
        {
            case PickleTensor tensor: AddTensor(name, tensor); break;
            case PickleArray array: AddArray(name, array); break;
            case PickleList { IsTuple: true, Items: [string, PickleArray named] }: AddArray(name, named); break;
            case PickleDictionary dictionary:
                foreach (var (key, item) in dictionary.Items)
                {
                    if (key is not ParameterNames) Visit(Join(name, TextOf(key)), item, depth + 1);
                }

                break;
            case PickleList list:
                for (var i = 0; i < list.Items.Count; i++) Visit(Join(name, $"{i}"), list.Items[i], depth + 1);
                break;
            case string or long or double or bool: Claim(name); _metadata[name] = TextOf(value); break;
            default: break; // Nothing, mentioned types, bytes, numbers too large: no weights.
        }
    }

    // Paddle splits arrays of over a gigabyte in protocols 2 and 3, and lists the parts beside them.
    private PickleDictionary WithoutSplits(PickleDictionary root)
    {
        if (root.Items.GetValueOrDefault(SplitTensors) is not PickleDictionary splits) return root;
        var rest = new PickleDictionary();
        foreach (var (key, value) in root.Items)
        {
            if (key is not SplitTensors) rest.Items.Add(key, value);
        }

        foreach (var (key, value) in splits.Items)
        {
            if (key is not string name || value is not PickleDictionary split
                || split.Items.GetValueOrDefault("OriginShape") is not PickleList extents
                || split.Items.GetValueOrDefault("slices") is not PickleList slices
                || !rest.Items.TryAdd(name, new SplitArray(extents, [.. slices.Items.Select(Part)])))
            {
                throw _file.Malformed($"its list of split tensors, {SplitTensors}, is damaged.");
            }
        }

        foreach (var (key, value) in rest.Items.ToList())
        {
            if (value is SplitArray split) rest.Items[key] = Joined(split);
        }

        return rest;

        PickleArray Part(object? part) => part is string slice && rest.Items.Remove(slice, out var array)
            && array is PickleArray { Data: not null, Type: not null } whole
            ? whole : throw _file.Malformed("a part of a split tensor is missing.");
    }

    private sealed record SplitArray(PickleList Extents, IReadOnlyList<PickleArray> Parts);

    private PickleArray Joined(SplitArray split)
    {
        var parts = split.Parts.Select(part => part.Data ?? PickleBytes.Of([])).ToList();
        if (parts.Count == 0 || !split.Extents.Items.TrueForAll(extent => extent is long)
            || split.Parts.Any(part => part.Type?.Type != split.Parts[0].Type?.Type || part.IsFortran))
        {
            throw _file.Malformed("the parts of a split tensor do not fit.");
        }

        return new()
        {
            Type = split.Parts[0].Type,
            Extents = [.. split.Extents.Items.OfType<long>()],
            Data = new(new JoinedSource(parts).Read, parts.Sum(part => part.Length), IsText: false),
        };
    }

    private void AddTensor(string name, PickleTensor tensor)
    {
        var stored = tensor.Storage;
        var shape = _file.ShapeOf(name, tensor.Extents);
        if (shape.Count > 0 && stored.Start < 0) throw _file.Malformed($"storage '{stored.Key}' is missing.");
        Add(name, new(stored.Type, shape, _file.From(stored.Start), stored.Count * stored.Type.Size)
        {
            Offset = tensor.Offset, Strides = tensor.Strides, IsBigEndian = _isBigEndian,
        });
    }

    private void AddArray(string name, PickleArray array)
    {
        if (array is not { Type: { } type, Data: { } data }) throw _file.Malformed("an array in it has no data.");
        var shape = _file.ShapeOf(name, array.Extents);
        if (shape.Count * type.Type.Size != data.Length)
        {
            throw _file.Bad("VIR2005", $"'{FileBytes.Shown(name)}' {type.Type} {shape} takes "
                + $"{shape.Count * type.Type.Size} bytes, {data.Length} are there.");
        }

        Add(name, new(type.Type, shape, data.Source, data.Length)
        {
            Strides = array.IsFortran ? StoredTensor.ColumnMajor(shape) : null, IsBigEndian = type.IsBigEndian,
        });
    }

    private void Add(string name, StoredTensor tensor)
    {
        var full = name.Length == 0 ? _file.Stem : name;
        Claim(full);
        if (_entries.Count > _file.Length / WeightLimits.TensorSpace)
        {
            throw _file.TooMuch($"it has over {_entries.Count} tensors in {_file.Length} bytes.");
        }

        _bytes += tensor.Bytes;
        if (_bytes > WeightLimits.TensorsOf(_file.Length))
        {
            throw _file.TooMuch($"with '{FileBytes.Shown(full)}' its tensors take {_bytes} bytes, at most "
                + $"{WeightLimits.TensorsOf(_file.Length)} are believed of a file of {_file.Length}.");
        }

        _entries.Add(tensor.Entry(_file, full));
    }

    private void Claim(string name)
    {
        if (!_names.Add(name)) throw _file.Bad("VIR2004", $"it names '{FileBytes.Shown(name)}' twice.");
    }

    private string Join(string name, string key)
    {
        _characters += name.Length + key.Length;
        if (name.Length + key.Length > WeightLimits.Name)
        {
            throw _file.TooMuch($"it has a name of over {WeightLimits.Name} characters.");
        }

        if (_characters > WeightLimits.NamesOf(_file.Length))
        {
            throw _file.TooMuch($"its names have over {WeightLimits.NamesOf(_file.Length)} characters together.");
        }

        return name.Length == 0 ? key : $"{name}.{key}";
    }

    private static string TextOf(object? value) => value switch
    {
        string text => text,
        PickleList tuple => string.Join(",", tuple.Items.Select(item => item is PickleList ? "" : TextOf(item))),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        bool truth => truth ? "true" : "false",
        _ => "",
    };
}
