namespace Vireo.Ops;

/// <summary>How a maximum shares its gradient.</summary>
internal static class Shares
{
    /// <summary>One where a is the greater, one half where both are equal, else zero.</summary>
    public static Tensor Of(Tensor a, Tensor b) =>
        (a > b).Cast(a.DType) + a.IsEqualTo(b).Cast(a.DType) * 0.5;
}
