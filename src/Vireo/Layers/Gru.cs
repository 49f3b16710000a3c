using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Gated recurrent layers; see <see cref="RecurrentNetwork"/> and <see cref="RecurrentCell.Gru"/>.</summary>
/// <remarks>Cho et al. 2014, arXiv:1406.1078; the reset gate behind the product, as in cuDNN and PyTorch.</remarks>
/// <param name="config">What it is made of.</param>
public sealed class Gru(RecurrentConfig config) : RecurrentNetwork(RecurrentCell.Gru, config);
