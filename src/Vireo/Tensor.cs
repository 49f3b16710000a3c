using System.Runtime.InteropServices;
using Vireo.Graph;
using Vireo.Kernels;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo;

/// <summary>A value: shape, element type, and either numbers or the recipe for them. Operators only write the recipe;
/// it is carried out when numbers are asked for. Tensors never need to be disposed.</summary>
/// <remarks>A recipe that reads variables reads them at the moment it is carried out.</remarks>
public sealed class Tensor
{
    internal Tensor(Node node, int index, TensorSpec spec) => (Node, Index, Spec) = (node, index, spec);

    /// <summary>Extents of the axes.</summary>
    public Shape Shape => Spec.Shape;

    /// <summary>Element type.</summary>
    public DType DType => Spec.DType;

    /// <summary>Shape and element type.</summary>
    public TensorSpec Spec { get; }

    /// <summary>The recipe: the op that makes this value, and from what.</summary>
    public Node Node { get; }

    /// <summary>Which of the recipe's outputs this is.</summary>
    public int Index { get; }

    /// <summary>Whether the numbers are there, so that asking for them computes nothing.</summary>
    public bool IsKnown => Data is not null;

    /// <summary>The numbers, once they are known.</summary>
    internal Materialised? Data { get; set; }

    /// <summary>Applies an op with one output.</summary>
    /// <exception cref="ShapeException">The inputs do not fit.</exception>
    public static Tensor Of(Op op, params Tensor[] inputs) => Apply(op, inputs).Outputs[0];

    /// <summary>Applies an op.</summary>
    /// <exception cref="ShapeException">The inputs do not fit.</exception>
    public static Node Apply(Op op, params Tensor[] inputs)
    {
        var specs = new TensorSpec[inputs.Length];
        for (var i = 0; i < inputs.Length; i++) specs[i] = inputs[i].Spec;
        return new(op, inputs, op.Infer(specs));
    }

    /// <summary>A tensor with the given row-major numbers.</summary>
    /// <exception cref="ArgumentException">The count differs from the shape's, or the type is none of ours.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, Shape shape)
        where T : unmanaged => FromPhysical(values, shape, Layout.RowMajor);

    /// <inheritdoc cref="From{T}(ReadOnlySpan{T}, Shape)"/>
    public static Tensor From<T>(T[] values, Shape shape)
        where T : unmanaged => From((ReadOnlySpan<T>)values, shape);

    /// <summary>A vector.</summary>
    public static Tensor From<T>(params ReadOnlySpan<T> values)
        where T : unmanaged => From(values, [values.Length]);

    /// <summary>Images <c>[N, C, H, W]</c> whose numbers are given in the order N, H, W, C, as decoders deliver
    /// them.</summary>
    /// <exception cref="ArgumentException">The count differs from the shape's, or there are not four axes.</exception>
    public static Tensor FromChannelsLast<T>(ReadOnlySpan<T> values, Shape shape)
        where T : unmanaged
    {
        if (shape.Rank != 4) throw new ArgumentException($"channels-last data has four axes N, C, H, W; got {shape}");
        return FromPhysical(values, shape, Layout.ChannelsLast);
    }

    /// <summary>One number, repeated to a shape; no memory is used for it.</summary>
    public static Tensor Full(double value, Shape shape, DType type = DType.F32) =>
        Of(new Fill { Value = value, Spec = new(shape, type) });

    /// <summary>One number without axes.</summary>
    public static Tensor Scalar(double value, DType type = DType.F32) => Full(value, Shape.Scalar, type);

    /// <summary>A value that is given anew for every run of a compiled step.</summary>
    public static Tensor Placeholder(Shape shape, DType type = DType.F32, string title = "placeholder") =>
        Of(new Source { Spec = new(shape, type), Title = title });

    /// <summary>The numbers, row-major; computes them if need be.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the element type.</exception>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        HostData.RequireType<T>(DType);
        var data = Evaluate();
        var physical = data.Slice.Span<T>()[..checked((int)Shape.Count)];
        var values = HostData.ToRowMajor<T>(physical, data.Operand);
        GC.KeepAlive(data);
        return values;
    }

    /// <summary>The numbers as doubles, row-major, whatever the element type; computes them if need be.</summary>
    public double[] ToDoubles()
    {
        var data = Evaluate();
        var values = HostData.Load(data.Slice, data.Operand);
        GC.KeepAlive(data);
        return values;
    }

    /// <summary>The number of a tensor that has just one; computes it if need be.</summary>
    /// <exception cref="InvalidOperationException">There is not exactly one element.</exception>
    public double ToScalar() => Shape.Count == 1
        ? ToDoubles()[0]
        : throw new InvalidOperationException($"{Spec} holds {Shape.Count} numbers, not one");

    /// <summary>How the recipe would be carried out: a line per kernel with the op, its place in the model
    /// (<c>'</c> marks gradients), the kernel chosen, the memory it writes (with its place in the plan's arena) and the
    /// operands with shape, type and layout; chains of elementwise ops stand as one line. Computes nothing.</summary>
    public string Explain() => Engine.Explain([this]);

    /// <summary>Carries out the recipe now, if that has not been done.</summary>
    internal Materialised Evaluate()
    {
        if (Data is { } known) return known;
        if (Node.Op is Source { Variable: { } variable })
        {
            variable.Require(Spec);
            return new(new MemorySlice(variable.Memory), new Operand(Shape, DType), variable);
        }

        return Engine.Evaluate([this])[0].Data
            ?? throw new InvalidOperationException($"{Node} was evaluated to nothing");
    }

    internal static Tensor FromMaterialised(Materialised data) =>
        new(new Node(new Source { Spec = new(data.Operand.Shape, data.Operand.DType), Title = "data" }, [], []), 0,
            new(data.Operand.Shape, data.Operand.DType))
        {
            Data = data,
        };

    private static Tensor FromPhysical<T>(ReadOnlySpan<T> values, Shape shape, Layout layout)
        where T : unmanaged
    {
        var type = HostData.TypeOf<T>() ?? throw new ArgumentException($"no tensor holds {typeof(T).Name}");
        if (values.Length != shape.Count)
        {
            throw new ArgumentException($"{shape} takes {shape.Count} numbers, not {values.Length}");
        }

        var operand = new Operand(shape, type, layout);
        var data = Materialised.Rent(operand);
        MemoryMarshal.AsBytes(values).CopyTo(data.Slice.Span<byte>());
        return FromMaterialised(data);
    }

    /// <summary>Sum with broadcasting.</summary>
    public static Tensor operator +(Tensor a, Tensor b) => Of(new Add(), a, b);

    /// <summary>Difference with broadcasting.</summary>
    public static Tensor operator -(Tensor a, Tensor b) => Of(new Subtract(), a, b);

    /// <summary>Product with broadcasting, element by element.</summary>
    public static Tensor operator *(Tensor a, Tensor b) => Of(new Multiply(), a, b);

    /// <summary>Quotient with broadcasting.</summary>
    public static Tensor operator /(Tensor a, Tensor b) => Of(new Divide(), a, b);

    /// <summary>Sum with a number.</summary>
    public static Tensor operator +(Tensor a, double b) => a + Scalar(b, a.DType);

    /// <summary>Sum with a number.</summary>
    public static Tensor operator +(double a, Tensor b) => Scalar(a, b.DType) + b;

    /// <summary>Difference with a number.</summary>
    public static Tensor operator -(Tensor a, double b) => a - Scalar(b, a.DType);

    /// <summary>Difference with a number.</summary>
    public static Tensor operator -(double a, Tensor b) => Scalar(a, b.DType) - b;

    /// <summary>Product with a number.</summary>
    public static Tensor operator *(Tensor a, double b) => a * Scalar(b, a.DType);

    /// <summary>Product with a number.</summary>
    public static Tensor operator *(double a, Tensor b) => Scalar(a, b.DType) * b;

    /// <summary>Quotient with a number.</summary>
    public static Tensor operator /(Tensor a, double b) => a / Scalar(b, a.DType);

    /// <summary>Quotient with a number.</summary>
    public static Tensor operator /(double a, Tensor b) => Scalar(a, b.DType) / b;

    /// <summary>Negation.</summary>
    public static Tensor operator -(Tensor a) => Of(new Negate(), a);

    /// <summary>One where a is greater, else zero.</summary>
    public static Tensor operator >(Tensor a, Tensor b) => Of(new Greater(), a, b);

    /// <summary>One where a is less, else zero.</summary>
    public static Tensor operator <(Tensor a, Tensor b) => Of(new Greater(), b, a);

    /// <summary>One where a is greater, else zero.</summary>
    public static Tensor operator >(Tensor a, double b) => a > Scalar(b, a.DType);

    /// <summary>One where a is less, else zero.</summary>
    public static Tensor operator <(Tensor a, double b) => a < Scalar(b, a.DType);

    /// <summary>Shape, type and origin; never computes anything.</summary>
    public override string ToString() => Data is null ? $"{Spec} = {Node}" : $"{Spec}";
}
