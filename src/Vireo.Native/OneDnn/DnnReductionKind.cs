namespace Vireo.Native;

/// <summary>How several elements become one; the numbers are <c>dnnl_reduction_*</c>, equal in 2.x and 3.x.</summary>
public enum DnnReductionKind
{
    /// <summary>The largest.</summary>
    Max = 0x2fff2,

    /// <summary>The smallest.</summary>
    Min,

    /// <summary>The sum.</summary>
    Sum,

    /// <summary>The product.</summary>
    Product,

    /// <summary>The mean.</summary>
    Mean,
}
