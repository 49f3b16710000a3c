using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Long short-term memory layers; see <see cref="RecurrentNetwork"/> and
/// <see cref="RecurrentCell.Lstm"/>.</summary>
/// <remarks>Hochreiter, Schmidhuber 1997, "Long short-term memory".</remarks>
/// <param name="config">What it is made of.</param>
public sealed class Lstm(RecurrentConfig config) : RecurrentNetwork(RecurrentCell.Lstm, config);
