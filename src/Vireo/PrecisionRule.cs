namespace Vireo;

/// <summary>An exception from the policy of <see cref="Precision"/>.</summary>
/// <param name="Op">Name of the op as listings have it, such as <c>conv2d</c>; gradients are ops of their own.</param>
/// <param name="Type"><see cref="DType.F32"/> keeps the op in single precision; <see cref="DType.BF16"/> gives it brain
/// floats where a kernel takes them.</param>
public readonly record struct PrecisionRule(string Op, DType Type);
