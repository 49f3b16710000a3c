namespace Vireo.Training.Bundles;

/// <summary>One model of an ensemble in an ONNX file, where it has no file of its own to be described in.</summary>
/// <param name="Weight">How much its probabilities count.</param>
/// <param name="Description">Everything but the network.</param>
internal sealed record EnsembleMember(double Weight, ModelDescription Description);
