namespace Vireo.Weights;

/// <summary>A name that a pickle may mention: the whole of what reading a weight file can call or build.</summary>
/// <param name="Name">Full name in Python.</param>
/// <param name="Kind">What becomes of it.</param>
/// <param name="Type">Element type of a storage.</param>
internal sealed record PickleGlobal(string Name, PickleGlobal.Use Kind, StoredType? Type = null)
{
    private static readonly Dictionary<string, PickleGlobal> Allowed =
        Functions().Concat(Types()).ToDictionary(global => global.Name, StringComparer.Ordinal);

    /// <summary>What is done when the name is called.</summary>
    public enum Use
    {
        /// <summary>Never called: only mentioned.</summary>
        Mention,
        Storage,
        UnknownStorage,
        Dictionary,
        DefaultDictionary,
        List,
        Tuple,
        Bytes,
        Device,
        RebuildTensor,
        RebuildParameter,
        RebuildFromType,
        Array,
        ArrayFromBuffer,
        Scalar,
        NumPyType,
        Encode,
    }

    /// <summary>Looks a name up.</summary>
    /// <exception cref="BadModelFileException"><c>VIR2007</c>: it is not on the list.</exception>
    public static PickleGlobal Find(FileBytes file, string module, string name)
    {
        var full = $"{module}.{name}";
        if (Allowed.TryGetValue(full, out var known)) return known;
        var meant = module is "posix" or "nt" ? $" (os.{FileBytes.Shown(name)})" : "";
        throw file.Bad("VIR2007", $"Vireo refuses to run {FileBytes.Shown(full)}{meant}. A weight file may only build "
            + "tensors, dictionaries, lists, numbers and texts. If you trust where it comes from, save the state "
            + "dictionary alone: torch.save(model.state_dict(), FILE).");
    }

    private static IEnumerable<PickleGlobal> Functions() =>
    [
        new("torch._utils._rebuild_tensor", Use.RebuildTensor),
        new("torch._utils._rebuild_tensor_v2", Use.RebuildTensor),
        new("torch._utils._rebuild_parameter", Use.RebuildParameter),
        new("torch._utils._rebuild_parameter_with_state", Use.RebuildParameter),
        new("torch._tensor._rebuild_from_type", Use.RebuildFromType),
        new("torch._tensor._rebuild_from_type_v2", Use.RebuildFromType),
        new("torch.Tensor", Use.Mention),
        new("torch.nn.parameter.Parameter", Use.Mention),
        new("torch.nn.parameter.Buffer", Use.Mention),
        new("torch.Size", Use.Tuple),
        new("torch.device", Use.Device),
        new("collections.OrderedDict", Use.Dictionary),
        new("collections.Counter", Use.Dictionary),
        new("collections.defaultdict", Use.DefaultDictionary),
        new("_codecs.encode", Use.Encode),
        new("numpy.ndarray", Use.Mention),
        new("numpy.dtype", Use.NumPyType),
        .. from core in (string[])["numpy.core", "numpy._core"]
           from global in (PickleGlobal[])
           [
               new($"{core}.multiarray._reconstruct", Use.Array),
               new($"{core}.multiarray.scalar", Use.Scalar),
               new($"{core}.numeric._frombuffer", Use.ArrayFromBuffer),
           ]
           select global,
        .. from module in (string[])["builtins", "__builtin__"]
           from global in (PickleGlobal[])
           [
               new($"{module}.dict", Use.Dictionary),
               new($"{module}.list", Use.List),
               new($"{module}.set", Use.List),
               new($"{module}.frozenset", Use.List),
               new($"{module}.tuple", Use.Tuple),
               new($"{module}.bytes", Use.Bytes),
               new($"{module}.bytearray", Use.Bytes),
               new($"{module}.int", Use.Mention),
               new($"{module}.float", Use.Mention),
               new($"{module}.bool", Use.Mention),
           ]
           select global,
    ];

    private static IEnumerable<PickleGlobal> Types()
    {
        (string Name, StoredType? Type)[] storages =
        [
            ("Double", StoredType.F64), ("Float", StoredType.F32), ("Half", StoredType.F16),
            ("BFloat16", StoredType.BF16), ("Long", StoredType.I64), ("Int", StoredType.I32),
            ("Short", StoredType.I16), ("Char", StoredType.I8), ("Byte", StoredType.U8), ("Bool", StoredType.Bool),
            ("Untyped", StoredType.U8), ("_Untyped", StoredType.U8), ("ComplexFloat", null), ("ComplexDouble", null),
            ("QInt8", null), ("QUInt8", null), ("QInt32", null), ("Typed", null), ("_Typed", null),
        ];
        string[] dtypes =
        [
            "float16", "bfloat16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "bool",
        ];
        return
        [
            .. from module in (string[])["torch", "torch.cuda", "torch.storage"]
               from storage in storages
               select new PickleGlobal($"{module}.{storage.Name}Storage",
                   storage.Type is null ? Use.UnknownStorage : Use.Storage, storage.Type),
            .. dtypes.Select(type => new PickleGlobal($"torch.{type}", Use.Mention)),
        ];
    }
}
