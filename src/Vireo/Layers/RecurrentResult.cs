namespace Vireo.Layers;

/// <summary>What a recurrent network gives.</summary>
/// <param name="Y">States of the last layer at every step, directions side by side; zero past the end of a
/// sequence.</param>
/// <param name="H">State of each layer and direction at its last step, <c>[layers · directions, N, Width]</c>.</param>
/// <param name="C">The second states, for an LSTM.</param>
public sealed record RecurrentResult(Tensor Y, Tensor H, Tensor? C);
