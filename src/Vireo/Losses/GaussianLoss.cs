using Vireo.Ops;

namespace Vireo.Losses;

/// <summary>Negative log-likelihood of numbers whose variance is predicted too.</summary>
/// <remarks>Nix, Weigend 1994, "Estimating the mean and variance of the target probability distribution".</remarks>
public static class GaussianLoss
{
    extension(Tensor x)
    {
        /// <summary><c>(ln v + (x - t)² / v) / 2</c> with <c>v = max(variance, epsilon)</c>, whose gradient goes to the
        /// variance even below; element by element. In full <c>ln(2 π) / 2</c> is added.</summary>
        /// <param name="targets">t, of the predictions' shape.</param>
        /// <param name="variance">Of that shape; or without the last axis, or with one number along it.</param>
        /// <param name="full">Whether the constant is added.</param>
        /// <param name="epsilon">Least variance.</param>
        /// <param name="reduction">What becomes of the losses.</param>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        public Tensor GaussianNegativeLogLikelihood(
            Tensor targets, Tensor variance, bool full = false, double epsilon = 1e-6,
            Reduction reduction = Reduction.Mean)
        {
            LossParts.RequireSame("gaussian_nll", x, targets);
            ArgumentNullException.ThrowIfNull(variance);
            if (x.Shape.Rank > 0 && variance.Shape == Shape.Create(x.Shape.Extents[..^1]))
            {
                variance = variance.Reshape(Shape.Create([.. variance.Shape.Extents, 1]));
            }

            if (variance.Shape != x.Shape && (x.Shape.Rank == 0 || variance.Shape != x.Shape.With(-1, 1)))
            {
                throw new ShapeException("gaussian_nll", "the variance does not fit.",
                    [("x", x.Spec, ""), ("variance", variance.Spec, "")],
                    "It has the shape of x, or one number along the last axis.");
            }

            var v = variance + (variance.Clamp(epsilon, double.PositiveInfinity) - variance).Detach();
            var d = x - targets;
            var losses = (v.Log() + d * d / v) * 0.5;
            return (full ? losses + 0.5 * Math.Log(2 * Math.PI) : losses).Reduce(reduction);
        }
    }
}
