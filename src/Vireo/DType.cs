namespace Vireo;

/// <summary>Element types. <see cref="F64"/> exists to be the truth that faster types are checked against.</summary>
public enum DType
{
    /// <summary>IEEE single precision.</summary>
    F32,

    /// <summary>IEEE double precision.</summary>
    F64,

    /// <summary>Brain float: the upper half of a single.</summary>
    BF16,

    /// <summary>Signed byte.</summary>
    I8,

    /// <summary>Unsigned byte.</summary>
    U8,

    /// <summary>Signed 32-bit integer.</summary>
    I32,

    /// <summary>Signed 64-bit integer.</summary>
    I64,

    /// <summary>Truth value, one byte, 0 or 1.</summary>
    Bool,
}

/// <summary>Facts about a <see cref="DType"/>.</summary>
public static class DTypeFacts
{
    extension(DType type)
    {
        /// <summary>Bytes of one element.</summary>
        public int Size => type switch
        {
            DType.F64 or DType.I64 => 8,
            DType.F32 or DType.I32 => 4,
            DType.BF16 => 2,
            _ => 1,
        };

        /// <summary>Whether gradients can flow through values of this type.</summary>
        public bool IsFloat => type is DType.F32 or DType.F64 or DType.BF16;
    }
}
