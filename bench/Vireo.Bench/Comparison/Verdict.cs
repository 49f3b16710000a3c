namespace Vireo.Bench.Comparison;

/// <summary>What the measurements of a row come to.</summary>
/// <param name="Row">The row.</param>
/// <param name="Own">Our figures; null when none were taken.</param>
/// <param name="Peer">Those of the better peer.</param>
/// <param name="Ratios">Ours over the peer's, for each pair that has both.</param>
/// <param name="Asides">What is shown and does not count.</param>
internal sealed record Verdict(
    Row Row, Side? Own, Side? Peer, IReadOnlyList<double> Ratios, IReadOnlyList<Side> Asides)
{
    /// <summary>The number that the goal speaks of; null when the row was not measured.</summary>
    public double? Reached =>
        !Row.Goal.OfRatio ? Own?.Median : Ratios.Count > 0 ? Side.MedianOf(Ratios) : null;

    /// <summary>Whether the goal is met; a row that was not measured meets none.</summary>
    public bool IsMet => Reached is { } reached && Row.Goal.IsMetBy(reached);

    /// <summary>Puts together what belongs to a row.</summary>
    public static Verdict Of(Row row, IReadOnlyList<Measurement> measurements)
    {
        var own = Side.Of(row, row.Ours, measurements);
        var peers = row.Peers.Select(peer => Side.Of(row, peer, measurements)).OfType<Side>();
        // The better peer is that which is harder to beat.
        var peer = row.Goal.AtLeast ? peers.MaxBy(p => p.Median) : peers.MinBy(p => p.Median);
        double[] ratios = own is null || peer is null
            ? []
            : [.. own.ByPair.Where(o => peer.ByPair.ContainsKey(o.Key)).Select(o => o.Value / peer.ByPair[o.Key])];
        var asides = row.Asides.Select(aside => Side.Of(row, aside, measurements)).OfType<Side>();
        return new(row, own, peer, ratios, [.. asides]);
    }
}
