namespace Vireo.Ops.Onnx;

/// <summary>An attribute of an ONNX node: one of the kinds that ops need.</summary>
public sealed record OnnxAttribute
{
    private OnnxAttribute(string name) => Name = name;

    /// <summary>Its name in the operator's description.</summary>
    public string Name { get; }

    /// <summary>A whole number, whole numbers, a real number, real numbers, text, or texts: exactly one is
    /// set.</summary>
    public long? Integer { get; private init; }

    /// <inheritdoc cref="Integer"/>
    public long[]? Integers { get; private init; }

    /// <inheritdoc cref="Integer"/>
    public float? Real { get; private init; }

    /// <inheritdoc cref="Integer"/>
    public float[]? Reals { get; private init; }

    /// <inheritdoc cref="Integer"/>
    public string? Text { get; private init; }

    /// <inheritdoc cref="Integer"/>
    public string[]? Texts { get; private init; }

    /// <summary>A whole number.</summary>
    public static implicit operator OnnxAttribute((string Name, long Value) a) => new(a.Name) { Integer = a.Value };

    /// <summary>Whole numbers.</summary>
    public static implicit operator OnnxAttribute((string Name, long[] Value) a) => new(a.Name) { Integers = a.Value };

    /// <summary>A real number; ONNX holds it in single precision.</summary>
    public static implicit operator OnnxAttribute((string Name, double Value) a) =>
        new(a.Name) { Real = (float)a.Value };

    /// <summary>Real numbers.</summary>
    public static implicit operator OnnxAttribute((string Name, float[] Value) a) => new(a.Name) { Reals = a.Value };

    /// <summary>Text.</summary>
    public static implicit operator OnnxAttribute((string Name, string Value) a) => new(a.Name) { Text = a.Value };

    /// <summary>Several texts.</summary>
    public static implicit operator OnnxAttribute((string Name, string[] Value) a) => new(a.Name) { Texts = a.Value };
}
