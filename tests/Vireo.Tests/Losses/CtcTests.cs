using Vireo.Graph;
using Vireo.Losses;
using Vireo.Ops;

namespace Vireo.Tests.Losses;

public class CtcTests
{
    private static Tensor Logs(int steps, int n, int classes)
    {
        var rng = new Rng(4);
        var values = new double[steps * n * classes];
        for (var i = 0; i < values.Length; i++) values[i] = 4 * rng.UniformDouble();
        return Tensor.From(values, [steps, n, classes]).LogSoftmax();
    }

    private static Tensor Whole(params long[] values) => Tensor.From<long>(values);

    /// <summary>The probability of a text: the sum over every way to name a class at each step.</summary>
    private static double ByAllWays(double[] logs, int steps, int classes, int[] text)
    {
        var sum = 0.0;
        for (var way = 0; way < (int)Math.Pow(classes, steps); way++)
        {
            var (rest, log, last, read) = (way, 0.0, 0, new List<int>());
            for (var t = 0; t < steps; t++, rest /= classes)
            {
                var c = rest % classes;
                log += logs[t * classes + c];
                if (c != last && c != 0) read.Add(c);
                last = c;
            }

            if (read.SequenceEqual(text)) sum += Math.Exp(log);
        }

        return -Math.Log(sum);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(1, 1)]
    [InlineData(2)]
    [InlineData]
    [InlineData(2, 1, 2)]
    public void The_loss_is_the_sum_over_all_ways(params int[] text)
    {
        var logs = Logs(5, 1, 3);
        var targets = Tensor.From([.. text.Select(c => (long)c), 0], [1, text.Length + 1]);
        var loss = logs.Ctc(targets, Whole(5), Whole(text.Length), reduction: Reduction.Sum).ToScalar();
        Assert.Equal(ByAllWays(logs.ToDoubles(), 5, 3, text), loss, 12);
    }

    [Fact]
    public void Targets_may_lie_one_behind_the_other()
    {
        var logs = Logs(6, 3, 4);
        var padded = Tensor.From<long>([1, 2, 3, 3, 0, 0, 2, 2, 0], [3, 3]);
        double[] Losses(Tensor targets) =>
            logs.Ctc(targets, Whole(6, 4, 5), Whole(3, 1, 2), reduction: Reduction.None).ToDoubles();
        Assert.Equal(Losses(padded), Losses(Whole(1, 2, 3, 3, 2, 2)));
    }

    [Fact]
    public void A_text_that_does_not_fit_has_an_infinite_loss_or_none()
    {
        var logs = Logs(3, 2, 3);
        var targets = Tensor.From<long>([1, 1, 1, 2], [2, 2]);
        double[] Losses(bool zero) => logs.Ctc(
            targets, Whole(2, 3), Whole(2, 2), zeroInfinity: zero, reduction: Reduction.None).ToDoubles();
        Assert.Equal(double.PositiveInfinity, Losses(false)[0]);
        Assert.Equal(0, Losses(true)[0]);
        Assert.Equal(Losses(false)[1], Losses(true)[1]);
        var x = Logs(3, 2, 3);
        double[] Slopes(bool zero) => Gradients.Of(
            x.Ctc(targets, Whole(2, 3), Whole(2, 2), zeroInfinity: zero, reduction: Reduction.Sum), x)[0].ToDoubles();
        Assert.Contains(Slopes(false), double.IsNaN);
        Assert.All(Slopes(true), g => Assert.True(double.IsFinite(g)));
        Assert.Equal([0, 0, 0], Slopes(true)[..3]);
    }

    [Fact]
    public void Ten_thousand_steps_do_not_underflow()
    {
        var x = Tensor.Full(0, [10_000, 1, 3], DType.F32).LogSoftmax();
        var loss = x.Ctc(Whole(1, 2, 1), Whole(10_000), Whole(3), reduction: Reduction.Sum);
        Assert.InRange(loss.ToScalar(), 10_900, 10_986.2);
        Assert.All(Gradients.Of(loss, x)[0].ToDoubles(), g => Assert.InRange(g, -1, 0));
    }

    [Theory]
    [InlineData(6, 2, 1, "input length 6 of sequence 0 leaves the 5 steps")]
    [InlineData(5, 4, 1, "target length 4 of sequence 0 leaves the 3 labels there are")]
    [InlineData(5, 2, 0, "label 0 of sequence 0 is the blank")]
    [InlineData(5, 2, 9, "label 9 of sequence 0 is none of 3 classes")]
    public void Data_that_cannot_be_is_named(long steps, long labels, long label, string said)
    {
        var logs = Logs(5, 1, 3);
        var loss = logs.Ctc(Tensor.From<long>([label, 2, 1], [1, 3]), Whole(steps), Whole(labels));
        foreach (var asked in (Tensor[])[loss, Gradients.Of(loss, logs)[0]])
        {
            var e = Assert.Throws<BadDataException>(() => asked.ToDoubles());
            Assert.Contains(said, e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Operands_that_do_not_fit_are_printed()
    {
        var e = Assert.Throws<ShapeException>(() => Logs(5, 2, 3).Ctc(Whole(1), Whole(5), Whole(1, 1)));
        Assert.Contains("ctc_loss: the lengths do not fit.", e.Message, StringComparison.Ordinal);
        e = Assert.Throws<ShapeException>(() => Logs(5, 1, 3).Ctc(Whole(1), Whole(5), Whole(1), blank: 3));
        Assert.Contains("the blank 3 is none of 3 classes.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Greedy_decoding_takes_runs_once_and_leaves_blanks_out()
    {
        int[] best = [0, 1, 1, 0, 1, 2, 2, 0];
        var scores = Tensor.From<long>(Array.ConvertAll(best, b => (long)b), [8, 1]).OneHot(3);
        Assert.Equal([1, 1, 2], CtcDecoding.Greedy(scores)[0]);
        Assert.Equal([1, 1], CtcDecoding.Greedy(scores, [5])[0]);
    }
}
