namespace Vireo.Ops;

/// <summary>The probabilities of attention, composed: for those who want to see them, or drop some.</summary>
public static class AttentionWeightsOp
{
    extension(Tensor query)
    {
        /// <summary><c>softmax(scale · q·kᵀ + bias)</c> of queries <c>[…, L, D]</c> and keys <c>[…, S, D]</c>:
        /// <c>[…, L, S]</c>. Unlike <see cref="Attention"/> this stores them. A query that may look nowhere gets
        /// zeros.</summary>
        /// <param name="key">Keys.</param>
        /// <param name="bias">Added to the scores.</param>
        /// <param name="mask">Bool, true where a query may look.</param>
        /// <param name="causal">Whether query i looks at the keys 0 … i only.</param>
        /// <param name="scale">Factor of the products; <c>1 / √D</c> when left out.</param>
        /// <exception cref="ShapeException">The operands do not fit.</exception>
        public Tensor AttentionWeights(
            Tensor key, Tensor? bias = null, Tensor? mask = null, bool causal = false, double? scale = null)
        {
            var scores = query.MatMul(key, transposeB: true) * (scale ?? 1 / Math.Sqrt(Math.Max(1, query.Shape[-1])));
            if (bias is not null) scores += bias;
            var never = Tensor.Scalar(double.NegativeInfinity, scores.DType);
            if (mask is not null) scores = mask.Where(scores, never);
            if (causal)
            {
                scores = AttentionBackward.CausalMask(query.Shape[-2], key.Shape[-2]).Where(scores, never);
            }

            if (bias is null && mask is null) return scores.Softmax();
            var zero = Tensor.Scalar(0, scores.DType);
            var isBlind = scores.ReduceMax([-1], keepAxes: true).IsEqualTo(never);
            return isBlind.Where(zero, isBlind.Where(zero, scores).Softmax());
        }
    }
}
