namespace Vireo.Vision.Datasets.Splitting;

/// <summary>Splits images of several classes so that each class keeps its share in every part.</summary>
/// <remarks>Sechidis, Tsoumakas, Vlahavas 2011, "On the stratification of multi-label data": again and again the images
/// of the class with the fewest images left go, one by one, to the part that still wants most of that class; of equals,
/// to the one that wants most images; of equals, to one drawn.</remarks>
public static class MultiLabelSplit
{
    /// <summary>The data set with <see cref="Sample.Split"/> set.</summary>
    /// <param name="dataset">What to split, by the classes of images, or else by those of their objects; the order
    /// stays.</param>
    /// <param name="shares">Sizes of the parts, and the seed.</param>
    /// <exception cref="UsageException">The shares are none.</exception>
    public static Dataset Split(Dataset dataset, SplitShares shares)
    {
        var parts = shares.Parts();
        var placed = Assign(
            [.. dataset.Samples.Select(ClassesOf)], dataset.Classes.Count, [.. parts.Select(part => part.Share)],
                shares.Seed);
        return dataset.With([.. dataset.Samples.Select((sample, i) => sample with { Split = parts[placed[i]].Name })]);
    }

    private static int[] ClassesOf(Sample sample) => sample.Classes.Count > 0
        ? [.. sample.Classes.Distinct()]
        : [.. sample.Objects.Select(target => target.Class).Distinct()];

    private static int[] Assign(int[][] labels, int classes, double[] shares, ulong seed)
    {
        var rng = new Rng(seed, stream: 0x4D554C5449); // "MULTI"
        var placed = new int[labels.Length];
        Array.Fill(placed, -1);
        var members = new List<int>[classes];
        for (var c = 0; c < classes; c++) members[c] = [];
        foreach (var (index, own) in labels.Index())
            foreach (var label in own) members[label].Add(index);

        var wantsImages = shares.Select(share => share * labels.Length).ToArray();
        var wants = members.Select(of => shares.Select(share => share * of.Count).ToArray()).ToArray();
        var left = members.Select(of => of.Count).ToArray();
        while (Rarest(left) is var rare and >= 0)
        {
            foreach (var index in members[rare])
                if (placed[index] < 0) Place(index, Part(wants[rare], wantsImages, rng));
        }

        // Images of no class go where images are wanted most.
        for (var i = 0; i < labels.Length; i++)
            if (placed[i] < 0) Place(i, Part(wantsImages, wantsImages, rng));

        return placed;

        void Place(int index, int part)
        {
            placed[index] = part;
            wantsImages[part]--;
            foreach (var label in labels[index])
            {
                wants[label][part]--;
                left[label]--;
            }
        }
    }

    private static int Rarest(int[] left)
    {
        var best = -1;
        for (var c = 0; c < left.Length; c++)
            if (left[c] > 0 && (best < 0 || left[c] < left[best])) best = c;

        return best;
    }

    private static int Part(double[] wants, double[] wantsImages, Rng rng)
    {
        var best = new List<int> { 0 };
        for (var p = 1; p < wants.Length; p++)
        {
            var order = wants[p].CompareTo(wants[best[0]]);
            if (order == 0) order = wantsImages[p].CompareTo(wantsImages[best[0]]);
            if (order > 0) best.Clear();
            if (order >= 0) best.Add(p);
        }

        return best.Count == 1 ? best[0] : best[rng.Below(best.Count)];
    }
}
