namespace Vireo.Quantisation;

/// <summary>The range that a value of a graph is stored in as eight bits; what lies outside is cut off.</summary>
/// <param name="Value">Its name: the place of the op that makes it, the op, and a number from the second such op on,
/// as in <c>layer1.0/Relu#2</c>; data given from outside is <c>input</c>.</param>
/// <param name="Low">Smallest number; zero or more makes the bytes unsigned.</param>
/// <param name="High">Greatest number.</param>
public readonly record struct ActivationRange(string Value, float Low, float High);
