using Vireo.Layers.Initialisers;
using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Convolution without bias (<c>0</c>), batch norm (<c>1</c>), nonlinearity; padded so that stride one keeps
/// the size.</summary>
public sealed class ConvNormActivation : Module
{
    private readonly Conv _conv;
    private readonly BatchNorm _norm;
    private readonly ActivationKind _activation;

    /// <summary>Declares the parts.</summary>
    public ConvNormActivation(
        int inputs, int outputs, int kernel = 3, int stride = 1, int groups = 1, int dilation = 1,
        ActivationKind activation = ActivationKind.Relu, double epsilon = 1e-5, double momentum = 0.1)
    {
        var window = new Window2d(stride, (kernel - 1) / 2 * dilation, dilation);
        _conv = Own(
            "0", new Conv(inputs, outputs, kernel, window, groups, bias: false, new He { OfOutputs = true }));
        _norm = Own("1", new BatchNorm(outputs, epsilon, momentum));
        _activation = activation;
    }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) =>
        Activation.Of(_norm.Call(_conv.Call(x, pass), pass), _activation);
}
