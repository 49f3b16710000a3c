using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>A nonlinearity as a layer; without parameters.</summary>
public sealed class Activation(ActivationKind kind) : Module
{
    /// <summary>Applies a nonlinearity.</summary>
    public static Tensor Of(Tensor x, ActivationKind kind) => kind switch
    {
        ActivationKind.Identity => x,
        ActivationKind.Relu => x.Relu(),
        ActivationKind.Relu6 => x.Relu6(),
        ActivationKind.HardSwish => x.HardSwish(),
        ActivationKind.HardSigmoid => x.HardSigmoid(),
        ActivationKind.Silu => x.Silu(),
        ActivationKind.Sigmoid => x.Sigmoid(),
        ActivationKind.Gelu => x.Gelu(),
        ActivationKind.Tanh => x.Tanh(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such activation"),
    };

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => Of(x, kind);
}
