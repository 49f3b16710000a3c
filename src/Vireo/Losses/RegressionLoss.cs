using Vireo.Ops;

namespace Vireo.Losses;

/// <summary>Losses of numbers, element by element; d is the difference of prediction and target.</summary>
/// <remarks>Huber 1964, "Robust estimation of a location parameter"; smooth L1: Girshick 2015,
/// arXiv:1504.08083.</remarks>
public static class RegressionLoss
{
    extension(Tensor x)
    {
        /// <summary><c>|d|</c>.</summary>
        public Tensor AbsoluteError(Tensor target, Reduction reduction = Reduction.Mean)
        {
            LossParts.RequireSame("absolute_error", x, target);
            return (x - target).Abs().Reduce(reduction);
        }

        /// <summary><c>d²</c>.</summary>
        public Tensor SquaredError(Tensor target, Reduction reduction = Reduction.Mean)
        {
            LossParts.RequireSame("squared_error", x, target);
            var d = x - target;
            return (d * d).Reduce(reduction);
        }

        /// <summary><c>d² / (2 beta)</c> where <c>|d| &lt; beta</c>, else <c>|d| - beta / 2</c>.</summary>
        public Tensor SmoothL1(Tensor target, double beta = 1, Reduction reduction = Reduction.Mean) =>
            beta == 0 ? x.AbsoluteError(target, reduction) : x.Huber(target, beta, reduction) / beta;

        /// <summary><c>d² / 2</c> where <c>|d| &lt; delta</c>, else <c>delta (|d| - delta / 2)</c>.</summary>
        public Tensor Huber(Tensor target, double delta = 1, Reduction reduction = Reduction.Mean)
        {
            LossParts.RequireSame("huber", x, target);
            var d = x - target;
            var size = d.Abs();
            return (size < delta).Where(d * d * 0.5, (size - delta / 2) * delta).Reduce(reduction);
        }
    }
}
