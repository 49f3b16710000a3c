using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Vireo.Onnx.Generated;
using Vireo.Ops.Onnx;

namespace Vireo.Onnx;

/// <summary>Constants as the file format holds them: little-endian bytes, row-major.</summary>
internal static class RawTensor
{
    /// <summary>A variable or data.</summary>
    public static TensorProto Of(string name, Tensor tensor)
    {
        var message = Described(name, tensor.Spec);
        message.RawData = ByteString.CopyFrom(Bytes(tensor));
        return message;
    }

    /// <summary>Numbers that are exact in the element type.</summary>
    public static TensorProto Of(string name, TensorSpec spec, double[] values)
    {
        var message = Described(name, spec);
        message.RawData = ByteString.CopyFrom(Bytes(spec, values));
        return message;
    }

    /// <summary>A variable or data that stands in a file beside the model.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="tensor">Extents and type.</param>
    /// <param name="file">Name of the file, in the folder of the model.</param>
    /// <param name="offset">Where it begins in that file.</param>
    public static TensorProto Beside(string name, TensorSpec tensor, string file, long offset)
    {
        var message = Described(name, tensor);
        message.DataLocation = TensorProto.Types.DataLocation.External;
        void Add(string key, string value) => message.ExternalData.Add(new StringStringEntryProto
        {
            Key = key, Value = value,
        });
        Add("location", file);
        Add("offset", offset.ToString(CultureInfo.InvariantCulture));
        Add("length", ByteCount(tensor).ToString(CultureInfo.InvariantCulture));
        return message;
    }

    /// <summary>Bytes that a tensor takes in a file.</summary>
    public static long ByteCount(TensorSpec tensor) => tensor.Shape.Count * tensor.DType.Size;

    /// <summary>A tensor as the file format holds it.</summary>
    public static ReadOnlySpan<byte> Bytes(Tensor tensor) => tensor.DType == DType.F32
        ? MemoryMarshal.AsBytes<float>(tensor.ToArray<float>())
        : Bytes(tensor.Spec, tensor.ToDoubles());

    private static ReadOnlySpan<byte> Bytes(TensorSpec spec, double[] values) => spec.DType switch
    {
        DType.F32 => Converted(values, static x => (float)x),
        DType.F64 => Converted(values, static x => x),
        DType.BF16 => Converted(values, static x => (ushort)(BitConverter.SingleToUInt32Bits((float)x) >> 16)),
        DType.I32 => Converted(values, static x => (int)x),
        DType.I64 => Converted(values, static x => (long)x),
        DType.I8 => Converted(values, static x => (sbyte)x),
        _ => Converted(values, static x => (byte)x),
    };

    private static ReadOnlySpan<byte> Converted<T>(double[] values, Converter<double, T> convert)
        where T : unmanaged => MemoryMarshal.AsBytes<T>(Array.ConvertAll(values, convert));

    private static TensorProto Described(string name, TensorSpec spec)
    {
        var message = new TensorProto { Name = name, DataType = OnnxGraph.ElementType(spec.DType) };
        foreach (var extent in spec.Shape.Extents) message.Dims.Add(extent);
        return message;
    }
}
