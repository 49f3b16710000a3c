using System.Numerics;

namespace Vireo.Kernels.Managed;

/// <summary>The managed kernel that suits a convolution best: one channel per group has loops of its own.</summary>
public static class Convolution
{
    /// <summary>Inputs: image, weight and, with a bias, bias. Output: result.</summary>
    public static Kernel Forward<T>(Conv2dGeometry geometry, bool hasBias)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        IsPlainDepthwise(geometry) ? new DepthwiseForward<T>(geometry, hasBias) : new ConvForward<T>(geometry, hasBias);

    /// <summary>Inputs: output gradient, weight. Output: image gradient.</summary>
    public static Kernel BackwardData<T>(Conv2dGeometry geometry)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        IsPlainDepthwise(geometry) ? new DepthwiseBackwardData<T>(geometry) : new ConvBackwardData<T>(geometry);

    /// <summary>Inputs: image, output gradient. Output: weight gradient.</summary>
    public static Kernel BackwardWeights<T>(Conv2dGeometry geometry)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        IsPlainDepthwise(geometry) ? new DepthwiseBackwardWeights<T>(geometry) : new ConvBackwardWeights<T>(geometry);

    private static bool IsPlainDepthwise(Conv2dGeometry geometry) => geometry.IsDepthwise && geometry.O == geometry.C;
}
