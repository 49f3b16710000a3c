namespace Vireo.Goldens;

/// <summary>Makes tensors of given numbers.</summary>
internal static class Values
{
    /// <summary>A tensor of an element type.</summary>
    public static Tensor Tensor(double[] values, Shape shape, DType type) => type switch
    {
        DType.F32 => Vireo.Tensor.From(Array.ConvertAll(values, v => (float)v), shape),
        DType.F64 => Vireo.Tensor.From(values, shape),
        DType.I64 => Vireo.Tensor.From(Array.ConvertAll(values, v => (long)v), shape),
        DType.I32 => Vireo.Tensor.From(Array.ConvertAll(values, v => (int)v), shape),
        DType.Bool => Vireo.Tensor.From(Array.ConvertAll(values, v => v != 0), shape),
        _ => throw new MissingException($"inputs of type {type}"),
    };
}
