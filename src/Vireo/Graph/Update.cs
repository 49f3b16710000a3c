namespace Vireo.Graph;

/// <summary>A variable and the value it takes at the end of a step.</summary>
/// <param name="Variable">What changes.</param>
/// <param name="Value">What it becomes; computed from what all variables were before the step.</param>
public readonly record struct Update(Variable Variable, Tensor Value);
