namespace Vireo.Ops;

/// <summary>One text of a CTC loss: its labels with blanks between, and the sums over all ways to lay it along
/// time.</summary>
/// <remarks>The recursions of Graves et al. 2006, sections 4.1 and 4.2, in logarithms.</remarks>
internal sealed class CtcSample
{
    private readonly double[] _logs;
    private readonly int _n;
    private readonly int _batch;
    private readonly int _classes;
    private readonly int _steps;
    private readonly int[] _labels;

    private CtcSample(double[] logs, int n, Shape shape, int steps, int[] labels)
    {
        (_logs, _n, _batch, _classes, _steps, _labels) = (logs, n, shape[1], shape[2], steps, labels);
    }

    /// <summary>Which sequence it is.</summary>
    public int N => _n;

    /// <summary>The texts of a batch.</summary>
    /// <exception cref="BadDataException">A length leaves its axis, or a label is no class or the blank.</exception>
    public static CtcSample[] Of(CtcLoss op, ReadOnlySpan<ReferenceArray> x)
    {
        var shape = x[0].Shape;
        var samples = new CtcSample[shape[1]];
        for (int n = 0, at = 0; n < samples.Length; n++)
        {
            var (steps, count) = (x[2].Data[n], x[3].Data[n]);
            var room = x[1].Shape[^1];
            if (x[1].Shape.Rank == 2) at = n * room;
            CtcTargets.RequireLengths((long)steps, shape[0], (long)count, x[1].Shape.Rank == 2 ? room : room - at, n);
            var labels = new int[2 * (int)count + 1];
            Array.Fill(labels, op.Blank);
            for (var i = 0; i < (int)count; i++)
            {
                labels[2 * i + 1] = CtcTargets.RequireLabel((long)x[1].Data[at + i], shape[2], op.Blank, n);
            }

            samples[n] = new(x[0].Data, n, shape, (int)steps, labels);
            at += (int)count;
        }

        return samples;
    }

    private double Log(int t, int place) => _logs[((long)t * _batch + _n) * _classes + _labels[place]];

    /// <summary>The logarithm of the probability of the text.</summary>
    public double Forward() => Ways(forward: true) is { Length: > 0 } ways
        ? LogAdd(ways[^1][^1], ways[^1].Length > 1 ? ways[^1][^2] : double.NegativeInfinity)
        : _labels.Length == 1 ? 0 : double.NegativeInfinity;

    /// <summary>Subtracts the probability that the text passes a class at a time, times a factor.</summary>
    public void Backward(double[] gradient, double factor, bool zeroInfinity)
    {
        var total = Forward();
        if (double.IsNegativeInfinity(total) && zeroInfinity) return;
        var (alpha, beta) = (Ways(forward: true), Ways(forward: false));
        for (var t = 0; t < _steps; t++)
        {
            for (var i = 0; i < _labels.Length; i++)
            {
                // The label's own probability is in both of the sums.
                var both = alpha[t][i] + beta[_steps - 1 - t][_labels.Length - 1 - i] - Log(t, i);
                var share = double.IsNegativeInfinity(total) ? double.NaN : Math.Exp(both - total);
                if (double.IsNegativeInfinity(Log(t, i)) && !double.IsNaN(share)) share = 0;
                gradient[((long)t * _batch + _n) * _classes + _labels[i]] -= factor * share;
            }
        }
    }

    /// <summary>For every time, the logarithms of the sums over all ways that end at a place; backward: the same of the
    /// text and the time read from the end.</summary>
    private double[][] Ways(bool forward)
    {
        var count = _labels.Length;
        int Place(int i) => forward ? i : count - 1 - i;
        var ways = new double[_steps][];
        for (var s = 0; s < _steps; s++)
        {
            ways[s] = new double[count];
            for (var i = 0; i < count; i++)
            {
                // A way starts at the first label or the blank before it; it may leave out a blank between two labels
                // that differ.
                var sum = s > 0 ? ways[s - 1][i] : i < 2 ? 0 : double.NegativeInfinity;
                if (s > 0 && i > 0) sum = LogAdd(sum, ways[s - 1][i - 1]);
                if (s > 0 && i > 1 && i % 2 == 1 && _labels[Place(i)] != _labels[Place(i - 2)])
                {
                    sum = LogAdd(sum, ways[s - 1][i - 2]);
                }

                ways[s][i] = sum + Log(forward ? s : _steps - 1 - s, Place(i));
            }
        }

        return ways;
    }

    private static double LogAdd(double a, double b)
    {
        var (most, least) = (Math.Max(a, b), Math.Min(a, b));
        return double.IsNegativeInfinity(least) ? most : most + Math.Log(1 + Math.Exp(least - most));
    }
}
