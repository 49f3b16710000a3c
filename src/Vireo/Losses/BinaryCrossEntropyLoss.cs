namespace Vireo.Losses;

/// <summary>Cross-entropy of probabilities and targets in [0, 1].</summary>
public static class BinaryCrossEntropyLoss
{
    extension(Tensor x)
    {
        /// <summary><c>-w (t ln x + (1 - t) ln(1 - x))</c>, element by element; logarithms end at -100.</summary>
        /// <param name="targets">t, of the probabilities' shape.</param>
        /// <param name="weights">w; any shape that broadcasts.</param>
        /// <param name="reduction">What becomes of the losses.</param>
        public Tensor BinaryCrossEntropy(Tensor targets, Tensor? weights = null, Reduction reduction = Reduction.Mean)
        {
            LossParts.RequireSame("binary_cross_entropy", x, targets);
            var losses = -(targets * x.BoundedLog() + (1.0 - targets) * (1.0 - x).BoundedLog());
            return (weights is null ? losses : losses * weights).Reduce(reduction);
        }
    }
}
