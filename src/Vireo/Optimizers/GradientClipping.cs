using Vireo.Ops;

namespace Vireo.Optimizers;

/// <summary>Keeps gradients small.</summary>
public static class GradientClipping
{
    /// <summary>Length of all gradients as one vector: <c>√ Σ g²</c>.</summary>
    public static Tensor Norm(IEnumerable<Tensor> gradients) =>
        gradients.Select(g => (g * g).Sum()).Aggregate((a, b) => a + b).Sqrt();

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
