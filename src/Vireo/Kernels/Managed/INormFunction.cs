using System.Numerics;

namespace Vireo.Kernels.Managed;

/// <summary>A function of a normalised number, in the same steps as the op of its name, and its gradient.</summary>
internal interface INormFunction
{
    /// <summary>Whether it changes nothing.</summary>
    public static abstract bool IsIdentity { get; }

    /// <summary><c>f(x)</c>; NaN for NaN.</summary>
    public static abstract TLanes Apply<TLanes, T>(TLanes x)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged, INumberBase<T>;

    /// <summary><c>f'(x) · dy</c>.</summary>
    public static abstract TLanes Gradient<TLanes, T>(TLanes x, TLanes dy)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged, INumberBase<T>;
}
