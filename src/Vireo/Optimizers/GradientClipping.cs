using Vireo.Ops;

namespace Vireo.Optimizers;

/// <summary>Keeps gradients small.</summary>
public static class GradientClipping
{
    /// <summary>Length of all gradients as one vector: <c>(Σ |g|ᵏ)^(1/k)</c>, by default <c>√ Σ g²</c>; of order ∞ it
    /// is the greatest magnitude.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is not positive.</exception>
    public static Tensor Norm(IEnumerable<Tensor> gradients, double order = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(order);
        if (double.IsPositiveInfinity(order))
        {
            return gradients.Select(g => g.Abs().ReduceMax()).Aggregate((a, b) => a.Max(b));
        }

        if (order == 2) return gradients.Select(g => (g * g).Sum()).Aggregate((a, b) => a + b).Sqrt();
        return gradients.Select(g => g.Abs().Power(order).Sum()).Aggregate((a, b) => a + b).Power(1 / order);
    }

    /// <summary>Scales all gradients by <c>min(1, limit / (norm + 10⁻⁶))</c>.</summary>
    /// <remarks>Pascanu, Mikolov, Bengio 2012, arXiv:1211.5063; the constant is PyTorch's.</remarks>
    public static IReadOnlyList<Tensor> ByNorm(IReadOnlyList<Tensor> gradients, Tensor norm, double limit)
    {
        var factor = (limit / (norm + 1e-6)).Min(Tensor.Scalar(1, norm.DType));
        return [.. gradients.Select(g => g * factor)];
    }

    /// <summary>Cuts every element to [-limit, limit].</summary>
    public static IReadOnlyList<Tensor> ByValue(IReadOnlyList<Tensor> gradients, double limit) =>
        [.. gradients.Select(g => g.Clamp(-limit, limit))];
}
