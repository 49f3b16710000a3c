namespace Vireo.Onnx.Import;

/// <summary>Numbers that are known while a graph is built, such as shapes: axes and elements, row-major.</summary>
internal sealed record KnownValue(Shape Shape, double[] Values, DType Type)
{
    /// <summary>Whole numbers in one row.</summary>
    public static KnownValue Row(IEnumerable<int> values)
    {
        double[] row = [.. values];
        return new([row.Length], row, DType.I64);
    }

    /// <summary>The elements as whole numbers; those beyond the range become its ends, as slices mean it.</summary>
    public int[] Integers => Array.ConvertAll(Values, static x => (int)Math.Clamp(x, int.MinValue, int.MaxValue));

    /// <summary>The same as a constant of a graph.</summary>
    public Tensor ToTensor() => Type switch
    {
        DType.I64 => Tensor.From(Array.ConvertAll(Values, static x => (long)x), Shape),
        DType.I32 => Tensor.From(Integers, Shape),
        _ => Tensor.From(Array.ConvertAll(Values, static x => (float)x), Shape),
    };
}
