using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Plain recurrent layers, <c>h' = f(W_ih·x + b_ih + W_hh·h + b_hh)</c>; see
/// <see cref="RecurrentNetwork"/>.</summary>
/// <remarks>Elman 1990, "Finding structure in time".</remarks>
/// <param name="config">What it is made of.</param>
/// <param name="relu">Whether f is <c>max(x, 0)</c> instead of the hyperbolic tangent.</param>
public sealed class Rnn(RecurrentConfig config, bool relu = false)
    : RecurrentNetwork(relu ? RecurrentCell.Relu : RecurrentCell.Tanh, config);
