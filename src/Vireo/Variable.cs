using Vireo.Kernels;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo;

/// <summary>The only thing that changes: parameters, running statistics, optimizer slots. Reading it gives a tensor;
/// writing happens at the end of a step.</summary>
public sealed class Variable
{
    /// <summary>A variable of zeros.</summary>
    /// <param name="shape">Extents.</param>
    /// <param name="type">Element type.</param>
    /// <param name="name">What it is called in errors.</param>
    public Variable(Shape shape, DType type = DType.F32, string name = "variable")
    {
        Spec = new(shape, type);
        Name = name;
        Memory = new AlignedMemory(new Operand(shape, type).Bytes);
        Value = Tensor.Of(new Source { Spec = Spec, Variable = this, Title = name });
    }

    /// <summary>What it is called in errors and, once a module owns it, in weight files.</summary>
    public string Name { get; internal set; }

    /// <summary>Shape and type.</summary>
    public TensorSpec Spec { get; private set; }

    /// <summary>Extents.</summary>
    public Shape Shape => Spec.Shape;

    /// <summary>The variable's value as a graph node: what it is at the moment the graph is evaluated.</summary>
    public Tensor Value { get; private set; }

    internal AlignedMemory Memory { get; private set; }

    /// <summary>Grows whenever the content may have changed: what was computed from it then is computed anew.</summary>
    internal long Version { get; private set; }

    /// <summary>The content as bytes, to be read or written.</summary>
    internal Span<byte> Bytes
    {
        get
        {
            Touch();
            return Memory.Span<byte>(0, checked((int)new Operand(Shape, Spec.DType).Bytes));
        }
    }

    /// <summary>The content, row-major, to be read or written until the next step runs: ask again after it.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the element type.</exception>
    public Span<T> Data<T>()
        where T : unmanaged
    {
        HostData.RequireType<T>(Spec.DType);
        Touch();
        return Memory.Span<T>(0, checked((int)Shape.Count));
    }

    /// <summary>Copies row-major numbers in, converting them to the element type.</summary>
    /// <exception cref="ArgumentException">The count differs from the shape's.</exception>
    public void Set(ReadOnlySpan<double> values)
    {
        if (values.Length != Shape.Count)
        {
            throw new ArgumentException($"{Name} {Spec} takes {Shape.Count} numbers, not {values.Length}");
        }

        Touch();
        HostData.Store(values, new MemorySlice(Memory), new Operand(Shape, Spec.DType));
    }

    /// <summary>Says that the content changes.</summary>
    internal void Touch() => Version++;

    /// <summary>The content as double-precision numbers, row-major.</summary>
    public double[] ToDoubles() => HostData.Load(new MemorySlice(Memory), new Operand(Shape, Spec.DType));

    /// <summary>Throws when shape or element type are others than those a graph was built for.</summary>
    /// <exception cref="InvalidOperationException">They were changed.</exception>
    internal void Require(TensorSpec spec)
    {
        if (Spec == spec) return;
        throw new InvalidOperationException(
            $"{this} was {spec} when the graph over it was built; build the graph again");
    }

    /// <summary>Changes the element type; the numbers are kept. Graphs built before are of no use any more.</summary>
    internal void ConvertTo(DType type)
    {
        if (type == Spec.DType) return;
        var values = ToDoubles();
        Become(Spec with { DType = type });
        Set(values);
    }

    /// <summary>Changes the extents; the numbers become zero. Graphs built before are of no use any more.</summary>
    internal void Resize(Shape shape)
    {
        if (shape != Shape) Become(Spec with { Shape = shape });
    }

    private void Become(TensorSpec spec)
    {
        Spec = spec;
        Memory = new AlignedMemory(new Operand(Shape, spec.DType).Bytes);
        Value = Tensor.Of(new Source { Spec = Spec, Variable = this, Title = Name });
        Touch();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Spec}";
}
