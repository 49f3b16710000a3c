using System.Runtime.InteropServices;
using Google.Protobuf;
using Vireo.Onnx.Generated;
using Vireo.Ops.Onnx;

namespace Vireo.Onnx;

/// <summary>Constants as the file format holds them: little-endian bytes, row-major.</summary>
internal static class RawTensor
{
    /// <summary>A variable or data.</summary>
    public static TensorProto Of(string name, Tensor tensor) => tensor.DType == DType.F32
        ? Of(name, tensor.Spec, MemoryMarshal.AsBytes<float>(tensor.ToArray<float>()))
        : Of(name, tensor.Spec, tensor.ToDoubles());

    /// <summary>Numbers that are exact in the element type.</summary>
    public static TensorProto Of(string name, TensorSpec spec, double[] values) => spec.DType switch
    {
        DType.F32 => Converted(name, spec, values, static x => (float)x),
        DType.F64 => Converted(name, spec, values, static x => x),
        DType.BF16 => Converted(
            name, spec, values, static x => (ushort)(BitConverter.SingleToUInt32Bits((float)x) >> 16)),
        DType.I32 => Converted(name, spec, values, static x => (int)x),
        DType.I64 => Converted(name, spec, values, static x => (long)x),
        DType.I8 => Converted(name, spec, values, static x => (sbyte)x),
        _ => Converted(name, spec, values, static x => (byte)x),
    };

    private static TensorProto Converted<T>(string name, TensorSpec spec, double[] values, Converter<double, T> convert)
        where T : unmanaged =>
        Of(name, spec, MemoryMarshal.AsBytes<T>(Array.ConvertAll(values, convert)));

    private static TensorProto Of(string name, TensorSpec spec, ReadOnlySpan<byte> bytes)
    {
        var message = new TensorProto
        {
            Name = name, DataType = OnnxGraph.ElementType(spec.DType), RawData = ByteString.CopyFrom(bytes),
        };
        foreach (var extent in spec.Shape.Extents) message.Dims.Add(extent);
        return message;
    }
}
