namespace Vireo.Native;

/// <summary>Element types of oneDNN; the numbers are <c>dnnl_data_type_t</c>, equal in 2.x and 3.x.</summary>
public enum DnnType
{
    /// <summary>None: an empty descriptor.</summary>
    Undefined = 0,

    /// <summary>16-bit brain floating point.</summary>
    BF16 = 2,

    /// <summary>32-bit floating point.</summary>
    F32 = 3,

    /// <summary>32-bit signed integer.</summary>
    S32 = 4,

    /// <summary>8-bit signed integer.</summary>
    S8 = 5,

    /// <summary>8-bit unsigned integer.</summary>
    U8 = 6,
}
