namespace Vireo.Layers;

/// <summary>The nonlinearity between layers.</summary>
public enum ActivationKind
{
    /// <summary>None.</summary>
    Identity,

    /// <summary><c>max(x, 0)</c>.</summary>
    Relu,

    /// <summary><c>min(max(x, 0), 6)</c>.</summary>
    Relu6,

    /// <summary><c>x · clamp(x + 3, 0, 6) / 6</c>.</summary>
    HardSwish,

    /// <summary><c>clamp(x + 3, 0, 6) / 6</c>.</summary>
    HardSigmoid,

    /// <summary><c>x · sigmoid(x)</c>.</summary>
    Silu,

    /// <summary><c>1 / (1 + e⁻ˣ)</c>.</summary>
    Sigmoid,

    /// <summary><c>x · Φ(x)</c>.</summary>
    Gelu,

    /// <summary><c>tanh x</c>.</summary>
    Tanh,
}
