using Vireo.Layers.Initialisers;
using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Normalises the last axis: <c>(x - mean) / √(var + ε) · weight + bias</c>, composed.</summary>
internal sealed class LayerNormParts : Module
{
    private readonly double _epsilon;
    private readonly Variable _weight;
    private readonly Variable _bias;

    public LayerNormParts(int width, double epsilon)
    {
        _epsilon = epsilon;
        _weight = Parameter("weight", [width], new Constant(1));
        _bias = Parameter("bias", [width], new Constant(0));
    }

    protected override Tensor Forward(Tensor x, Pass pass)
    {
        var centred = x - x.Mean([-1], keepAxes: true);
        var variance = (centred * centred).Mean([-1], keepAxes: true);
        return centred / (variance + _epsilon).Sqrt() * _weight.Value + _bias.Value;
    }
}
