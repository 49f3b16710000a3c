namespace Vireo.Native;

/// <summary>Elementwise functions of oneDNN; α and β are their parameters. The library's numbers differ between 2.x and
/// 3.x and are looked up in <see cref="DnnConstants"/>.</summary>
public enum DnnActivation
{
    /// <summary>x for x > 0, otherwise αx.</summary>
    Relu,

    /// <summary>tanh(x).</summary>
    Tanh,

    /// <summary>x for x > 0, otherwise α(exp(x) − 1).</summary>
    Elu,

    /// <summary>x².</summary>
    Square,

    /// <summary>|x|.</summary>
    Abs,

    /// <summary>√x.</summary>
    Sqrt,

    /// <summary>αx + β.</summary>
    Linear,

    /// <summary>log(1 + exp(x)).</summary>
    SoftRelu,

    /// <summary>1 / (1 + exp(−x)).</summary>
    Logistic,

    /// <summary>exp(x).</summary>
    Exp,

    /// <summary>GELU in its tanh approximation.</summary>
    GeluTanh,

    /// <summary>x·logistic(αx); SiLU for α = 1.</summary>
    Swish,

    /// <summary>log(x).</summary>
    Log,

    /// <summary>x limited to α … β; the gradient at β is one.</summary>
    Clip,

    /// <summary>x limited to α … β; the gradient at β is zero.</summary>
    ClipOpen,

    /// <summary>αx^β.</summary>
    Pow,

    /// <summary>GELU through the error function.</summary>
    GeluErf,

    /// <summary>Nearest integer, ties to even; forward only.</summary>
    Round,

    /// <summary>x·tanh(log(1 + exp(x))).</summary>
    Mish,

    /// <summary>x·min(max(x + 3, 0), 6) / 6.</summary>
    HardSwish,
}
