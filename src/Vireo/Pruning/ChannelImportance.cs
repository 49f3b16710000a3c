using System.Numerics.Tensors;

namespace Vireo.Pruning;

/// <summary>How much the channels of a group matter.</summary>
internal static class ChannelImportance
{
    /// <summary>A number per channel: the sum over the layers of the group, each scaled so that its own numbers add up
    /// to one. All add up to the number of layers.</summary>
    public static double[] Of(ChannelGroup group, PruneMethod method)
    {
        var sum = new double[group.Channels];
        foreach (var weight in group.Weights)
        {
            var rows = weight.Rows();
            var own = method == PruneMethod.L1 ? Magnitudes(rows) : Distances(rows);
            var total = own.Sum();
            for (var c = 0; c < sum.Length; c++) sum[c] += total > 0 ? own[c] / total : 1.0 / sum.Length;
        }

        return sum;
    }

    private static double[] Magnitudes(float[][] rows) =>
        Array.ConvertAll(rows, row => (double)TensorPrimitives.SumOfMagnitudes<float>(row));

    private static double[] Distances(float[][] rows)
    {
        var sums = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var distance = TensorPrimitives.Distance<float>(rows[i], rows[j]);
                sums[i] += distance;
                sums[j] += distance;
            }
        }

        return sums;
    }
}
