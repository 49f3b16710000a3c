namespace Vireo.Vision.Datasets.Statistics;

/// <summary>Anchor boxes for a detector: k-means over widths and heights with the distance <c>1 − IoU</c>; centres are
/// means.</summary>
/// <remarks>Redmon and Farhadi 2016, "YOLO9000", arXiv:1612.08242, section 2.</remarks>
/// <param name="Anchors">From the smallest area to the largest.</param>
/// <param name="MeanBestIou">Mean over the boxes of the IoU with the best anchor.</param>
public sealed record AnchorClusters(ValueList<Anchor> Anchors, double MeanBestIou)
{
    private const int MostRounds = 1000, Trials = 5, MostBoxes = 100_000;

    /// <summary>Clusters boxes. Of several beginnings the best end is taken.</summary>
    /// <param name="boxes">Widths and heights above zero; of very many, every n-th.</param>
    /// <param name="count">Number of anchors.</param>
    /// <param name="rng">Draws the first centres.</param>
    /// <returns>Null when there are fewer different boxes than anchors.</returns>
    public static AnchorClusters? Find(IReadOnlyList<Anchor> boxes, int count, Rng rng)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var step = (boxes.Count + MostBoxes - 1) / MostBoxes;
        Anchor[] used = step <= 1 ? [.. boxes] : [.. boxes.Where((_, i) => i % step == 0)];
        Anchor[] different = [.. used.Distinct().OrderBy(box => box.Width).ThenBy(box => box.Height)];
        if (different.Length < count) return null;
        AnchorClusters? best = null;
        for (var trial = 0; trial < Trials; trial++)
        {
            rng.Fork((ulong)trial).Shuffle<Anchor>(different);
            var centres = different[..count];
            Refine(used, centres);
            var mean = used.Average(box => centres.Max(centre => centre.IntersectionOverUnion(box)));
            if (best is null || mean > best.MeanBestIou)
                best = new([.. centres.OrderBy(centre => centre.Width * centre.Height)], mean);
        }

        return best;
    }

    private static void Refine(Anchor[] boxes, Anchor[] centres)
    {
        var nearest = new int[boxes.Length];
        Array.Fill(nearest, -1);
        for (var round = 0; round < MostRounds; round++)
        {
            var moved = false;
            var sums = new (double Width, double Height, int Count)[centres.Length];
            for (var i = 0; i < boxes.Length; i++)
            {
                var best = Nearest(boxes[i], centres);
                moved |= best != nearest[i];
                nearest[i] = best;
                var (width, height, count) = sums[best];
                sums[best] = (width + boxes[i].Width, height + boxes[i].Height, count + 1);
            }

            if (!moved) return;
            for (var c = 0; c < centres.Length; c++)
                if (sums[c].Count > 0) centres[c] = new(sums[c].Width / sums[c].Count, sums[c].Height / sums[c].Count);
        }
    }

    private static int Nearest(Anchor box, Anchor[] centres)
    {
        var (best, most) = (0, -1.0);
        for (var c = 0; c < centres.Length; c++)
        {
            var iou = centres[c].IntersectionOverUnion(box);
            if (iou > most) (best, most) = (c, iou);
        }

        return best;
    }
}
