namespace Vireo.Ops.Onnx;

/// <summary>A constant of an ONNX graph (an initialiser).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Spec">Shape and element type.</param>
/// <param name="Values">Elements, row-major; exact in the element type.</param>
public sealed record OnnxConstant(string Name, TensorSpec Spec, double[] Values);
