using System.Buffers.Binary;
using System.Text;

namespace Vireo.Weights;

/// <summary>What the functions on the list of <see cref="PickleGlobal"/> do: build values of this folder, nothing
/// else.</summary>
internal sealed class PickleCalls(FileBytes file)
{
    private const string FourParts = "torch._utils._rebuild_tensor takes storage, offset, sizes and strides";

    /// <summary>Sets a key that must be new.</summary>
    /// <exception cref="BadModelFileException">The key is no text or number (<c>VIR2013</c>) or there already
    /// (<c>VIR2004</c>).</exception>
    public void Set(PickleDictionary dictionary, object? key, object? value)
    {
        if (key is not (string or long or double or bool or PickleList { IsTuple: true }))
        {
            throw Wrong("a key is neither text nor number");
        }

        if (!dictionary.Items.TryAdd(key, value))
        {
            throw file.Bad("VIR2004", $"a dictionary in it has '{FileBytes.Shown($"{key}")}' twice.");
        }
    }

    /// <summary>Calls a function of the list.</summary>
    /// <exception cref="BadModelFileException">The arguments are not what it takes.</exception>
    public object? Call(PickleGlobal function, List<object?> arguments) => function.Kind switch
    {
        PickleGlobal.Use.Dictionary => Dictionary(arguments.FirstOrDefault()),
        PickleGlobal.Use.DefaultDictionary => Dictionary(null),
        PickleGlobal.Use.List => ItemsOf(arguments, isTuple: false),
        PickleGlobal.Use.Tuple => ItemsOf(arguments, isTuple: true),
        PickleGlobal.Use.Bytes => arguments is [] ? PickleBytes.Of([]) : BytesOf(arguments[0]),
        PickleGlobal.Use.Encode => BytesOf(arguments.FirstOrDefault()),
        PickleGlobal.Use.Device => arguments.FirstOrDefault() as string ?? "device",
        PickleGlobal.Use.RebuildTensor => Tensor(arguments),
        PickleGlobal.Use.RebuildParameter => arguments.FirstOrDefault() as PickleTensor
            ?? throw Wrong("a parameter holds no tensor"),
        PickleGlobal.Use.RebuildFromType => TensorOfType(arguments),
        PickleGlobal.Use.Array => new PickleArray(),
        PickleGlobal.Use.ArrayFromBuffer => ArrayFromBuffer(arguments),
        PickleGlobal.Use.NumPyType => NumPyType(arguments),
        PickleGlobal.Use.Scalar => Scalar(arguments),
        PickleGlobal.Use.UnknownStorage => throw UnknownType(function),
        _ => throw file.Bad("VIR2007", $"Vireo refuses to call {function.Name}: it may be mentioned only."),
    };

    /// <summary>Gives a value the state that follows it.</summary>
    /// <exception cref="BadModelFileException">It is not what the value takes.</exception>
    public void Build(object? value, object? state)
    {
        switch (value)
        {
            case PickleNumPyType type: SetState(type, state); break;
            case PickleArray array: SetState(array, state); break;
            case PickleDictionary or PickleTensor: break; // Attributes beside the values: metadata of PyTorch.
            default: throw file.Bad("VIR2007", "its pickle sets the state of what has none, which Vireo refuses.");
        }
    }

    /// <summary>The storage that a persistent id speaks of, as
    /// <c>('storage', type, key, location, count, …)</c>.</summary>
    /// <exception cref="BadModelFileException">It speaks of something else.</exception>
    public static (StoredType Type, string Key, long Count) StorageOf(FileBytes file, PickleList id)
    {
        if (id.Items is ["storage", PickleGlobal { Kind: PickleGlobal.Use.UnknownStorage } unknown, ..])
        {
            throw new PickleCalls(file).UnknownType(unknown);
        }

        if (id.Items is not ["storage", PickleGlobal { Type: { } type }, string key, string, long count, ..])
        {
            throw file.Bad("VIR2007", "its pickle refers to something that is no storage, which Vireo refuses.");
        }

        return count is >= 0 and <= WeightLimits.Elements
            ? (type, key, count) : throw file.Bad("VIR2005", $"a storage of {count} elements cannot be true.");
    }

    private PickleDictionary Dictionary(object? content)
    {
        var dictionary = new PickleDictionary();
        switch (content)
        {
            case null: break;
            case PickleDictionary other:
                foreach (var (key, value) in other.Items) Set(dictionary, key, value);
                break;
            case PickleList pairs:
                foreach (var pair in pairs.Items)
                {
                    if (pair is not PickleList { Items: [var key, var value] }) throw Wrong("a pair is none");
                    Set(dictionary, key, value);
                }

                break;
            default: throw Wrong("a dictionary is made of something else");
        }

        return dictionary;
    }

    private PickleList ItemsOf(List<object?> arguments, bool isTuple) => arguments switch
    {
        [] => new(isTuple),
        [PickleList list] => new(isTuple) { Items = [.. list.Items] },
        _ => throw Wrong("a list is made of something else"),
    };

    private PickleBytes BytesOf(object? value)
    {
        switch (value)
        {
            case PickleBytes { IsText: false } bytes: return bytes;
            case PickleBytes text:
                var source = new Latin1Source(file, text.Start, text.Length);
                return new(source.Read, source.Length, IsText: false);
            case string text when text.All(character => character < 256):
                return PickleBytes.Of(Encoding.Latin1.GetBytes(text));
            default: throw Wrong("bytes are made of something else");
        }
    }

    private PickleTensor Tensor(List<object?> arguments)
    {
        if (arguments is not [PickleStorage storage, long offset, PickleList sizes, PickleList strides, ..])
        {
            throw Wrong(FourParts);
        }

        var (extents, steps) = (Numbers(sizes), Numbers(strides));
        return extents.Count == steps.Count
            ? new(storage, offset, extents, steps) : throw Wrong("a tensor has more sizes than strides or fewer");
    }

    private object? TensorOfType(List<object?> arguments) =>
        arguments is [PickleGlobal { Kind: PickleGlobal.Use.RebuildTensor } function, PickleGlobal, PickleList inner,
            ..]
            ? Call(function, inner.Items) : throw Wrong("a tensor of a type of its own is made of something else");

    private PickleNumPyType NumPyType(List<object?> arguments)
    {
        var (type, isBigEndian) = NumPyHeader.TypeOf(file, "an array", arguments.FirstOrDefault());
        return new(type, isBigEndian);
    }

    private object? Scalar(List<object?> arguments)
    {
        if (arguments is not [PickleNumPyType type, { } data]) throw Wrong("a number is made of something else");
        var bytes = BytesOf(data);
        if (bytes.Length != type.Type.Size) throw Wrong("a number has another size than its type");
        Span<byte> value = stackalloc byte[(int)bytes.Length];
        bytes.Source(0, value);
        if (type.IsBigEndian) value.Reverse();
        Span<byte> wide = stackalloc byte[type.Type.Type.Size];
        type.Type.Widening(value, wide);
        return type.Type.Type switch
        {
            DType.F64 => BinaryPrimitives.ReadDoubleLittleEndian(wide),
            DType.F32 => (double)BinaryPrimitives.ReadSingleLittleEndian(wide),
            DType.I64 => BinaryPrimitives.ReadInt64LittleEndian(wide),
            DType.I32 => (long)BinaryPrimitives.ReadInt32LittleEndian(wide),
            DType.Bool => wide[0] != 0,
            DType.I8 => (long)(sbyte)wide[0],
            _ => (long)wide[0],
        };
    }

    private PickleArray ArrayFromBuffer(List<object?> arguments) =>
        arguments is [var data, PickleNumPyType type, PickleList extents, var order, ..]
            ? new() { Type = type, Extents = Numbers(extents), IsFortran = order is "F", Data = BytesOf(data) }
            : throw Wrong("an array is made of something else");

    private void SetState(PickleNumPyType type, object? state)
    {
        if (state is not PickleList { Items: [long, string order, null, null, null, ..] })
        {
            throw file.Bad("VIR2006", "an array has elements of several fields, which are not read.");
        }

        type.IsBigEndian = order == ">";
    }

    private void SetState(PickleArray array, object? state)
    {
        if (array.Type is not null
            || state is not PickleList { Items: [long, PickleList extents, PickleNumPyType type, var order, { } data] })
        {
            throw Wrong("the state of an array is none");
        }

        (array.Type, array.Extents, array.Data) = (type, Numbers(extents), BytesOf(data));
        array.IsFortran = order is true or 1L;
    }

    private List<long> Numbers(PickleList list) => list.Items.TrueForAll(item => item is long)
        ? list.Items.ConvertAll(item => item is long number ? number : 0) : throw Wrong("sizes are no whole numbers");

    private BadModelFileException UnknownType(PickleGlobal storage) => file.Bad("VIR2006",
        $"it holds tensors of {storage.Name}, which are not read; convert them to floats or whole numbers.");

    private BadModelFileException Wrong(string what) => file.Malformed($"its pickle is damaged: {what}.");
}
