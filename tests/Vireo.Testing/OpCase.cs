using Vireo.Ops;

namespace Vireo.Testing;

/// <summary>An op with inputs to try it on.</summary>
/// <param name="Op">The op.</param>
/// <param name="Inputs">Inputs in order.</param>
public sealed record OpCase(Op Op, params OpInput[] Inputs)
{
    /// <summary>Whether gradients are compared with central differences; false at kinks and for ops without gradient.</summary>
    public bool ChecksGradient { get; init; } = true;

    /// <summary>Largest difference of single-precision kernels, relative to the greatest magnitude.</summary>
    public double SingleTolerance { get; init; } = 1e-5;
}

