namespace Vireo.Ops;

/// <summary>Spread, composed.</summary>
public static class VarianceOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = Σ (x - mean)² / (n - correction)</c> along <paramref name="axes"/>, or all of them: a
        /// correction of one is unbiased, of zero what normalisations use. NaN where nothing is left to divide
        /// by.</summary>
        public Tensor Variance(ReadOnlySpan<int> axes = default, double correction = 1, bool keepAxes = false)
        {
            var centred = x - x.Mean(axes, keepAxes: true);
            var sum = (centred * centred).Sum(axes, keepAxes);
            var count = sum.Shape.Count == 0 ? 0 : (double)x.Shape.Count / sum.Shape.Count;
            return sum / Math.Max(0, count - correction);
        }

        /// <summary>Root of the <see cref="Variance"/>; where it is zero, so is the gradient.</summary>
        public Tensor StandardDeviation(
            ReadOnlySpan<int> axes = default, double correction = 1, bool keepAxes = false) =>
            ZeroSafe.Power(x.Variance(axes, correction, keepAxes), 0.5);
    }
}
