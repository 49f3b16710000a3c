namespace Vireo.Optimizers;

/// <summary>Where weight decay enters.</summary>
public enum DecayKind
{
    /// <summary>Into the gradient: <c>g + decay · p</c>, as an L2 penalty would.</summary>
    Gradient,

    /// <summary>Into the parameter: <c>p · (1 - rate · decay)</c>; Loshchilov, Hutter 2017, arXiv:1711.05101.</summary>
    Parameter,

    /// <summary>Into the rule itself, which is told how much.</summary>
    Rule,
}
