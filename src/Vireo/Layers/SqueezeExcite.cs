using Vireo.Layers.Initialisers;
using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Scales channels by what the whole image says: <c>x · gate(fc2(act(fc1(mean(x)))))</c>.</summary>
/// <remarks>Hu, Shen, Sun 2017, arXiv:1709.01507.</remarks>
public sealed class SqueezeExcite : Module
{
    private readonly Conv _reduce;
    private readonly Conv _expand;
    private readonly ActivationKind _activation;
    private readonly ActivationKind _gate;

    /// <summary>Declares the two 1x1 convolutions <c>fc1</c> and <c>fc2</c>.</summary>
    public SqueezeExcite(
        int channels, int squeezed, ActivationKind activation = ActivationKind.Relu,
        ActivationKind gate = ActivationKind.Sigmoid)
    {
        var initialiser = new He { OfOutputs = true };
        _reduce = Own("fc1", new Conv(channels, squeezed, 1, initialiser: initialiser));
        _expand = Own("fc2", new Conv(squeezed, channels, 1, initialiser: initialiser));
        (_activation, _gate) = (activation, gate);
    }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass)
    {
        var squeezed = Activation.Of(_reduce.Call(x.AdaptiveAveragePool2d(), pass), _activation);
        return x * Activation.Of(_expand.Call(squeezed, pass), _gate);
    }
}
