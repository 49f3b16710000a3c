using Vireo.Layers.Initialisers;
using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Batch normalisation over <c>[N, C, …]</c>: by the batch's statistics when training, which also move the
/// running ones; by the running ones otherwise. Parameters <c>weight</c>, <c>bias</c>; buffers <c>running_mean</c>,
/// <c>running_var</c>, <c>num_batches_tracked</c>.</summary>
/// <remarks>Ioffe, Szegedy 2015, arXiv:1502.03167. The running variance is the unbiased one, as in PyTorch.</remarks>
public sealed class BatchNorm : Module
{
    private readonly double _epsilon;
    private readonly double _momentum;
    private readonly Variable _weight;
    private readonly Variable _bias;
    private readonly Variable _mean;
    private readonly Variable _variance;
    private readonly Variable _batches;

    /// <summary>Declares the variables.</summary>
    /// <param name="channels">C.</param>
    /// <param name="epsilon">Keeps the root away from zero.</param>
    /// <param name="momentum">Share of the new batch in the running statistics.</param>
    public BatchNorm(int channels, double epsilon = 1e-5, double momentum = 0.1)
    {
        (_epsilon, _momentum) = (epsilon, momentum);
        _weight = Parameter("weight", [channels], new Constant(1));
        _bias = Parameter("bias", [channels], new Constant(0));
        _mean = Buffer("running_mean", [channels], new Constant(0));
        _variance = Buffer("running_var", [channels], new Constant(1));
        _batches = Buffer("num_batches_tracked", [], new Constant(0), DType.I64);
    }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass)
    {
        if (!pass.IsTraining)
        {
            return x.BatchNormInference(_weight.Value, _bias.Value, _mean.Value, _variance.Value, _epsilon);
        }

        var (y, mean, variance) = x.BatchNorm(_weight.Value, _bias.Value, _epsilon);
        var count = x.Shape.Count / Math.Max(1, x.Shape[1]);
        var unbiased = variance * (count / Math.Max(1.0, count - 1));
        pass.Update(_mean, pass.Latest(_mean) * (1 - _momentum) + mean * _momentum);
        pass.Update(_variance, pass.Latest(_variance) * (1 - _momentum) + unbiased * _momentum);
        pass.Update(_batches, pass.Latest(_batches) + 1);
        return y;
    }
}
