using Vireo.Ops;

namespace Vireo.Losses;

/// <summary>Losses of pairs that belong together or do not.</summary>
public static class PairLoss
{
    extension(Tensor x)
    {
        /// <summary><c>t d² / 2 + (1 - t) max(0, margin - d)² / 2</c> with d the Euclidean distance of rows
        /// <c>[N, D]</c>.</summary>
        /// <remarks>Hadsell, Chopra, LeCun 2006, "Dimensionality reduction by learning an invariant mapping".</remarks>
        /// <param name="other">The other rows <c>[N, D]</c>.</param>
        /// <param name="targets">t <c>[N]</c>: one for pairs that belong together, else zero.</param>
        /// <param name="margin">How far apart others shall be.</param>
        /// <param name="reduction">What becomes of the losses <c>[N]</c>.</param>
        public Tensor Contrastive(
            Tensor other, Tensor targets, double margin = 1, Reduction reduction = Reduction.Mean)
        {
            LossParts.RequireSame("contrastive", x, other);
            ArgumentNullException.ThrowIfNull(targets);
            var difference = x - other;
            var squares = (difference * difference).Sum([-1]);
            var missing = (margin - squares.SafeSqrt()).Relu();
            return ((targets * squares + (1.0 - targets) * (missing * missing)) * 0.5).Reduce(reduction);
        }

        /// <summary><c>1 - cos</c> for pairs with target one, <c>max(0, cos - margin)</c> for those with target minus
        /// one.</summary>
        /// <param name="other">The other rows <c>[N, D]</c>.</param>
        /// <param name="targets">One or minus one <c>[N]</c>.</param>
        /// <param name="margin">Cosine that is allowed to others.</param>
        /// <param name="reduction">What becomes of the losses <c>[N]</c>.</param>
        public Tensor CosineEmbedding(
            Tensor other, Tensor targets, double margin = 0, Reduction reduction = Reduction.Mean)
        {
            LossParts.RequireSame("cosine_embedding", x, other);
            ArgumentNullException.ThrowIfNull(targets);
            var lengths = ((x * x).Sum([-1]) + 1e-12) * ((other * other).Sum([-1]) + 1e-12);
            var cosine = (x * other).Sum([-1]) / lengths.Sqrt();
            return (targets > 0).Where(1.0 - cosine, (cosine - margin).Relu()).Reduce(reduction);
        }

        /// <summary>Of distances x: x itself where the target is one, <c>max(0, margin - x)</c> where it is minus
        /// one; element by element.</summary>
        /// <param name="targets">One or minus one, of the distances' shape.</param>
        /// <param name="margin">How far apart others shall be.</param>
        /// <param name="reduction">What becomes of the losses.</param>
        public Tensor HingeEmbedding(Tensor targets, double margin = 1, Reduction reduction = Reduction.Mean)
        {
            LossParts.RequireSame("hinge_embedding", x, targets);
            return (targets > 0).Where(x, (margin - x).Relu()).Reduce(reduction);
        }

        /// <summary><c>max(0, -t (x - other) + margin)</c>: x shall be greater where t is one, less where it is minus
        /// one. </summary>
        public Tensor MarginRanking(
            Tensor other, Tensor targets, double margin = 0, Reduction reduction = Reduction.Mean)
        {
            LossParts.RequireSame("margin_ranking", x, other);
            ArgumentNullException.ThrowIfNull(targets);
            return (margin - targets * (x - other)).Relu().Reduce(reduction);
        }
    }
}
