namespace Vireo.Ops;

/// <summary>Pooling by power means, composed.</summary>
public static class LpPoolOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = (Σ x^p)^(1/p)</c> under each window of <c>[N, C, H, W]</c>. A sum that is negative counts
        /// as zero, as in PyTorch.</summary>
        public Tensor LpPool2d(double p, int kernelH, int kernelW, Window2d window, bool ceilMode = false)
        {
            var mean = new AveragePool2d { KH = kernelH, KW = kernelW, Window = window, CeilMode = ceilMode };
            return (Tensor.Of(mean, x.Power(p)).Relu() * (kernelH * kernelW)).Power(1 / p);
        }

        /// <summary>The same for sequences <c>[N, C, L]</c>.</summary>
        public Tensor LpPool1d(double p, int kernel, int stride, bool ceilMode = false) => Conv1dOp.Flat(
            Conv1dOp.Row(x).LpPool2d(p, 1, kernel, Conv1dOp.Window(stride, 0, 0, 1), ceilMode));

        /// <summary>Generalised mean over the whole image: <c>(mean(max(x, ε)^p))^(1/p)</c>, <c>[N, C, H, W]</c> to
        /// <c>[N, C]</c>. One is the mean, infinity the maximum.</summary>
        /// <remarks>Radenović, Tolias, Chum 2018, arXiv:1711.02512.</remarks>
        public Tensor GeneralisedMean(double p = 3, double epsilon = 1e-6) =>
            x.Clamp(epsilon, double.PositiveInfinity).Power(p).Mean([2, 3]).Power(1 / p);

        /// <summary>Generalised mean with a learned exponent: one number, or one for each channel.</summary>
        public Tensor GeneralisedMean(Tensor p, double epsilon = 1e-6)
        {
            ArgumentNullException.ThrowIfNull(p);
            var (inside, outside) = p.Shape.Count == 1
                ? (p.Reshape([1, 1, 1, 1]), p.Reshape([1, 1]))
                : (p.Reshape([1, p.Shape[0], 1, 1]), p.Reshape([1, p.Shape[0]]));
            var powers = (x.Clamp(epsilon, double.PositiveInfinity).Log() * inside).Exp();
            return (powers.Mean([2, 3]).Log() / outside).Exp();
        }
    }
}
