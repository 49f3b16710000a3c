namespace Vireo.Native;

/// <summary>What a pooling window yields; the numbers are <c>dnnl_pooling_*</c>, equal in 2.x and 3.x.</summary>
public enum DnnPoolingKind
{
    /// <summary>The largest element; padding never wins.</summary>
    Max = 0x1ff,

    /// <summary>The sum divided by the size of the window, padding counted as zeros.</summary>
    AverageIncludePadding = 0x2ff,

    /// <summary>The mean of the elements inside the image.</summary>
    AverageExcludePadding = 0x3ff,
}
