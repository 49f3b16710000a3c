namespace Vireo.Quantisation;

/// <summary>How a range is chosen from the numbers that were seen.</summary>
public enum CalibrationMethod
{
    /// <summary>From the smallest to the greatest number.</summary>
    MinMax,

    /// <summary>So wide that a share of all numbers lies within, see <see cref="Calibrator.Percentile"/>.</summary>
    Percentile,

    /// <summary>So wide that the distribution after rounding tells least from that before it: the threshold of least
    /// Kullback-Leibler divergence. Migacz 2017, "8-bit inference with TensorRT".</summary>
    Entropy,

    /// <summary>In proportion to the mean magnitude: a step of <c>2 · mean |x| / √n</c>, n the greatest byte. Where
    /// steps begin that learn: Esser et al. 2019, arXiv:1902.08153.</summary>
    Mean,
}
