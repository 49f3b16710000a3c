using Vireo.Ops;

namespace Vireo.Losses;

/// <summary>Losses for key points, steep near zero.</summary>
public static class WingLoss
{
    extension(Tensor x)
    {
        /// <summary><c>width · ln(1 + |d| / curvature)</c> where <c>|d| &lt; width</c>, else <c>|d| - C</c> with
        /// <c>C = width - width · ln(1 + width / curvature)</c>; d in pixels.</summary>
        /// <remarks>Feng et al. 2017, arXiv:1711.06753.</remarks>
        public Tensor Wing(
            Tensor target, double width = 10, double curvature = 2, Reduction reduction = Reduction.Mean)
        {
            LossParts.RequireSame("wing", x, target);
            var size = (x - target).Abs();
            var near = (size / curvature).Log1p() * width;
            return (size < width).Where(near, size - (width - width * Math.Log(1 + width / curvature))).Reduce(
                reduction);
        }

        /// <summary>For heat maps with targets t in [0, 1]: <c>omega · ln(1 + |d / epsilon|^(alpha - t))</c> where
        /// <c>|d| &lt; theta</c>, else the straight line <c>A |d| - C</c> that continues it smoothly.</summary>
        /// <remarks>Wang, Bo, Fuxin 2019, arXiv:1904.07399.</remarks>
        public Tensor AdaptiveWing(
            Tensor target, double alpha = 2.1, double omega = 14, double theta = 0.5, double epsilon = 1,
            Reduction reduction = Reduction.Mean)
        {
            LossParts.RequireSame("adaptive_wing", x, target);
            var (size, power) = ((x - target).Abs(), alpha - target);
            var isSomething = size > 0;
            var ratio = isSomething.Where(size, Tensor.Scalar(1, x.DType)) / epsilon;
            var raised = isSomething.Where((power * ratio.Log()).Exp(), Tensor.Scalar(0, x.DType));
            var edge = (power * Math.Log(theta / epsilon)).Exp();
            var slope = omega * power * edge / (edge + 1) / theta;
            var far = slope * (size - theta) + omega * edge.Log1p();
            return (size < theta).Where(omega * raised.Log1p(), far).Reduce(reduction);
        }
    }
}
