using System.Numerics;
using Vireo.Kernels.Managed;
using static Vireo.Tests.Kernels.KernelCheck;

namespace Vireo.Tests.Kernels;

[Collection("thread count")]
public class SoftmaxTests
{
    public static TheoryData<int, int> Sizes => new()
    {
        { 1, 1 }, { 3, 7 }, { 5, 33 }, { 100, 1000 }, { 2, 9001 }, { 0, 4 },
    };

    [Theory, MemberData(nameof(Sizes))]
    public void Rows_become_probabilities(int rows, int columns)
    {
        Check<float>(rows, columns);
        Check<double>(rows, columns);
    }

    [Fact]
    public void Large_logits_do_not_overflow()
    {
        var y = Run<float>(new Softmax<float>(1, 3), [[1000, 999, -1000]], 3)[0];
        Close<float>([1 / (1 + Math.Exp(-1)), 1 / (1 + Math.E), 0], y);
        y = Run<float>(new LogSoftmax<float>(1, 3), [[1000, 999, -1000]], 3)[0];
        var log = Math.Log(1 + Math.Exp(-1));
        Close<float>([-log, -1 - log, -2000 - log], y);
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Row_sums_add_the_last_axis(int rows, int columns)
    {
        var x = Numbers((long)rows * columns, 1, offset: 1);
        var expected = new double[rows];
        for (var i = 0; i < x.Length; i++) expected[i / columns] += x[i];
        Close<float>(expected, Run<float>(new RowSum<float>(rows, columns), [x], rows)[0]);
        Close<double>(expected, Run<double>(new RowSum<double>(rows, columns), [x], rows)[0]);
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit() =>
        SameForAnyThreads<float>(() => new Softmax<float>(300, 500), [Numbers(150000, 1, scale: 5)], 150000);

    private static void Check<T>(int rows, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (x, dy) = (Numbers((long)rows * columns, 1, scale: 8), Numbers((long)rows * columns, 2));
        var (y, log) = (new double[x.Length], new double[x.Length]);
        var (dx, dlog) = (new double[x.Length], new double[x.Length]);
        for (var row = 0; row < rows; row++)
        {
            var (from, to) = (row * columns, (row + 1) * columns);
            var max = x[from..to].Max();
            var sum = x[from..to].Sum(v => Math.Exp(v - max));
            for (var i = from; i < to; i++) (y[i], log[i]) = (Math.Exp(x[i] - max) / sum, x[i] - max - Math.Log(sum));
            var dot = Enumerable.Range(from, columns).Sum(i => y[i] * dy[i]);
            var total = dy[from..to].Sum();
            for (var i = from; i < to; i++) (dx[i], dlog[i]) = (y[i] * (dy[i] - dot), dy[i] - y[i] * total);
        }

        Close<T>(y, Run<T>(new Softmax<T>(rows, columns), [x], y.Length)[0], "y");
        Close<T>(log, Run<T>(new LogSoftmax<T>(rows, columns), [x], y.Length)[0], "log");
        Close<T>(dx, Run<T>(new SoftmaxBackward<T>(rows, columns), [y, dy], y.Length)[0], "dx");
        Close<T>(dlog, Run<T>(new LogSoftmaxBackward<T>(rows, columns), [log, dy], y.Length)[0], "dlog");
    }
}
