using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace Vireo.Onnx.Tests;

/// <summary>A value as it travels to ONNX Runtime and back.</summary>
internal sealed record RuntimeValue(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("dims")] int[] Extents,
    [property: JsonPropertyName("data")] byte[] Data)
{
    public static RuntimeValue Of(TensorSpec spec, double[] values) => spec.DType switch
    {
        DType.F32 => Of("float32", spec, values, static x => (float)x),
        DType.F64 => Of("float64", spec, values, static x => x),
        DType.I32 => Of("int32", spec, values, static x => (int)x),
        DType.I64 => Of("int64", spec, values, static x => (long)x),
        DType.I8 => Of("int8", spec, values, static x => (sbyte)x),
        DType.U8 => Of("uint8", spec, values, static x => (byte)x),
        DType.Bool => Of("bool", spec, values, static x => (byte)x),
        _ => throw new NotSupportedException($"{spec} cannot be passed to ONNX Runtime"),
    };

    public double[] ToDoubles() => Type switch
    {
        "float32" => Widened<float>(static x => x),
        "float64" => Widened<double>(static x => x),
        "int32" => Widened<int>(static x => x),
        "int64" => Widened<long>(static x => x),
        "int8" => Widened<sbyte>(static x => x),
        _ => Widened<byte>(static x => x),
    };

    public DType DType => Type switch
    {
        "float32" => DType.F32,
        "float64" => DType.F64,
        "int32" => DType.I32,
        "int64" => DType.I64,
        "int8" => DType.I8,
        "uint8" => DType.U8,
        "bool" => DType.Bool,
        _ => throw new NotSupportedException(Type),
    };

    private static RuntimeValue Of<T>(string type, TensorSpec spec, double[] values, Converter<double, T> convert)
        where T : unmanaged =>
        new(type, [.. spec.Shape], MemoryMarshal.AsBytes<T>(Array.ConvertAll(values, convert)).ToArray());

    private double[] Widened<T>(Converter<T, double> convert)
        where T : unmanaged => Array.ConvertAll(MemoryMarshal.Cast<byte, T>(Data).ToArray(), convert);
}
