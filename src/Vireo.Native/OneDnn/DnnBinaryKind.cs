namespace Vireo.Native;

/// <summary>Operations of two operands; the numbers are <c>dnnl_binary_*</c>, equal in 2.x and 3.x.</summary>
public enum DnnBinaryKind
{
    /// <summary>a + b.</summary>
    Add = 0x1fff0,

    /// <summary>a · b.</summary>
    Mul,

    /// <summary>The larger.</summary>
    Max,

    /// <summary>The smaller.</summary>
    Min,

    /// <summary>a / b.</summary>
    Div,

    /// <summary>a − b.</summary>
    Sub,

    /// <summary>1 where a ≥ b, otherwise 0.</summary>
    GreaterOrEqual,

    /// <summary>1 where a > b, otherwise 0.</summary>
    Greater,

    /// <summary>1 where a ≤ b, otherwise 0.</summary>
    LessOrEqual,

    /// <summary>1 where a is less than b, otherwise 0.</summary>
    Less,

    /// <summary>1 where a = b, otherwise 0.</summary>
    Equal,

    /// <summary>1 where a ≠ b, otherwise 0.</summary>
    NotEqual,
}
