using Vireo.Onnx.Generated;

namespace Vireo.Onnx.Import;

/// <summary>A node with its operands, as an op's import reads it.</summary>
internal sealed class NodeReader(OnnxFile file, NodeProto node, Item?[] inputs, int opset, ImportState state)
{
    /// <summary>The operator.</summary>
    public string Type => node.OpType;

    /// <summary>The operator set.</summary>
    public int Opset => opset;

    /// <summary>Operands, without optional ones left out at the end.</summary>
    public int Count => inputs.Length;

    /// <summary>Results wanted.</summary>
    public int Outputs => node.Output.Count;

    /// <summary>What is asked of the module: purpose and statistics.</summary>
    public ImportState State => state;

    /// <summary>Name of an operand in the file.</summary>
    public string Name(int input) => node.Input[input];

    /// <summary>Whether an operand is there.</summary>
    public bool Has(int input) => input < inputs.Length && inputs[input] is not null;

    /// <summary>An operand.</summary>
    public Item At(int input) => (input < inputs.Length ? inputs[input] : null)
        ?? throw Bad($"its operand {input} is missing");

    /// <summary>An operand as a tensor.</summary>
    public Tensor this[int input] => At(input).Tensor;

    /// <summary>All operands as tensors.</summary>
    public Tensor[] Tensors => [.. Enumerable.Range(0, inputs.Length).Select(i => this[i])];

    /// <summary>An operand whose numbers have to be known.</summary>
    public KnownValue Known(int input)
    {
        if (At(input).Known is { } known) return known;
        throw Bad($"its operand {input} ('{Name(input)}') has to be a constant");
    }

    /// <summary>Whole numbers from an operand where it is there, else from an attribute, as in older sets.</summary>
    public int[]? IntegersOf(int input, string attribute) =>
        Has(input) ? Known(input).Integers : Integers(attribute);

    /// <summary>A number from an operand where it is there, else from an attribute.</summary>
    public double NumberOf(int input, string attribute, double otherwise) => !Has(input) ? Real(attribute, otherwise)
        : Known(input).Values is [var number] ? number : throw Bad($"its operand {input} has to be one number");

    /// <summary>A whole number.</summary>
    public int Integer(string name, int otherwise) => Find(name) is { } a ? Whole(name, a.I) : otherwise;

    /// <summary>Whole numbers; null when they are not given.</summary>
    public int[]? Integers(string name) => Find(name)?.Ints.Select(i => Whole(name, i)).ToArray();

    /// <summary>A real number.</summary>
    public double Real(string name, double otherwise) => Find(name)?.F ?? otherwise;

    /// <summary>Text.</summary>
    public string Text(string name, string otherwise) => Find(name)?.S.ToStringUtf8() ?? otherwise;

    /// <summary>A constant.</summary>
    public KnownValue Constant()
    {
        if (Find("value")?.T is { } tensor) return ImportGraph.KnownOf(file, tensor);
        if (Find("value_float") is { } real) return new(Shape.Scalar, [real.F], DType.F32);
        if (Find("value_int") is { } number) return new(Shape.Scalar, [number.I], DType.I64);
        if (Find("value_ints") is { } row) return new([row.Ints.Count], [.. row.Ints], DType.I64);
        if (Find("value_floats") is { } reals) return new([reals.Floats.Count], [.. reals.Floats], DType.F32);
        throw Bad("it holds a constant of a kind that is not read");
    }

    /// <summary>What a shape is filled with.</summary>
    public KnownValue FillValue() => Find("value")?.T is { } tensor && ImportGraph.KnownOf(file, tensor) is
        { Values.Length: 1 } value ? value : new(Shape.Scalar, [0], DType.F32);

    /// <summary>An exception that names the node.</summary>
    public BadModelFileException Bad(string reason) =>
        file.Bad("VIR2834", $"{Type} '{node.Name}' of operator set {opset}: {reason}.");

    private AttributeProto? Find(string name) => node.Attribute.FirstOrDefault(a => a.Name == name);

    private int Whole(string name, long value) => value is >= int.MinValue and <= int.MaxValue
        ? (int)value : throw Bad($"{name} = {value} cannot be true");
}
