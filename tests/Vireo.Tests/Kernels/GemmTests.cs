using System.Numerics;
using Vireo.Kernels.Managed;
using static Vireo.Tests.Kernels.KernelCheck;

namespace Vireo.Tests.Kernels;

[Collection("thread count")]
public class GemmTests
{
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 1, 1 }, { 3, 5, 7 }, { 13, 33, 17 }, { 14, 32, 256 }, { 15, 31, 257 }, { 64, 24, 147 }, { 70, 100, 300 },
        { 27, 7, 600 }, { 1, 1000, 64 }, { 113, 1, 9 }, { 5, 2, 0 }, { 0, 4, 3 }, { 4, 0, 3 }, { 130, 530, 40 },
    };

    [Theory, MemberData(nameof(Sizes))]
    public void A_product_is_the_sum_over_the_inner_axis(int m, int n, int k)
    {
        foreach (var transposeA in new[] { false, true })
        {
            foreach (var transposeB in new[] { false, true })
            {
                Check<float>(new() { M = m, N = n, K = k, TransposeA = transposeA, TransposeB = transposeB });
                Check<double>(new() { M = m, N = n, K = k, TransposeA = transposeA, TransposeB = transposeB });
            }
        }
    }

    [Fact]
    public void Steps_leave_what_lies_between_rows_alone()
    {
        var geometry = new GemmGeometry { M = 5, N = 6, K = 7, StepA = 9, StepB = 8, StepC = 11, Accumulate = true };
        var a = Numbers(5 * 9, 1);
        var b = Numbers(7 * 8, 2);
        var c = Numbers(5 * 11, 3);
        var expected = (double[])c.Clone();
        for (var i = 0; i < 5; i++)
        {
            for (var j = 0; j < 6; j++)
            {
                for (var p = 0; p < 7; p++) expected[i * 11 + j] += a[i * 9 + p] * b[p * 8 + j];
            }
        }

        var result = Memory<double>(c);
        var kernel = new Gemm<double>(geometry);
        kernel.Run([Memory<double>(a), Memory<double>(b)], [result], Room<byte>(kernel.ScratchBytes));
        Close<double>(expected, Read<double>(result));
    }

    [Fact]
    public void A_bias_is_added_to_every_row()
    {
        var geometry = new GemmGeometry { M = 20, N = 37, K = 300, TransposeB = true };
        double[][] inputs = [Numbers(20 * 300, 1), Numbers(37 * 300, 2), Numbers(37, 3)];
        var expected = Product(geometry, inputs[0], inputs[1]);
        for (var i = 0; i < expected.Length; i++) expected[i] += inputs[2][i % 37];
        Close<float>(expected, Run<float>(new Gemm<float>(geometry, hasBias: true), inputs, 20 * 37)[0]);
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit() => SameForAnyThreads<float>(
        () => new Gemm<float>(new() { M = 150, N = 90, K = 700 }),
        [Numbers(150 * 700, 1), Numbers(700 * 90, 2)],
        150 * 90);

    [Fact]
    public void Batches_broadcast()
    {
        var a = Numbers(2 * 3 * 4 * 5, 1);
        var b = Numbers(3 * 6 * 5, 2);
        var expected = new double[2 * 3 * 4 * 6];
        for (var i = 0; i < expected.Length; i++)
        {
            var (batch, row, column) = (i / 24, i / 6 % 4, i % 6);
            var (left, right) = ((batch * 4 + row) * 5, (batch % 3 * 6 + column) * 5);
            for (var p = 0; p < 5; p++) expected[i] += a[left + p] * b[right + p];
        }

        var kernel = new MatMul<float>([2, 3, 4, 5], [3, 6, 5], transposeRight: true);
        Close<float>(expected, Run<float>(kernel, [a, b], expected.Length)[0]);
    }

    [Fact]
    public void One_right_factor_serves_every_batch()
    {
        var a = Numbers(2 * 3 * 4 * 5, 1);
        var b = Numbers(5 * 6, 2);
        var expected = Product(new() { M = 24, N = 6, K = 5 }, a, b);
        var folded = new MatMul<double>([2, 3, 4, 5], [5, 6]);
        Close<double>(expected, Run<double>(folded, [a, b], expected.Length)[0], "folded");
        var transposed = new double[a.Length];
        for (var i = 0; i < a.Length; i++) transposed[i / 20 * 20 + i % 5 * 4 + i / 5 % 4] = a[i];
        var kernel = new MatMul<double>([2, 3, 5, 4], [5, 6], transposeLeft: true);
        Close<double>(expected, Run<double>(kernel, [transposed, b], expected.Length)[0], "transposed");
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        var error = Assert.Throws<ArgumentException>(() => new MatMul<float>([2, 3], [4, 5]));
        Assert.Contains("[2, 3]", error.Message, StringComparison.Ordinal);
    }

    private static void Check<T>(GemmGeometry g)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[][] inputs = [Numbers((long)g.M * g.K, 1), Numbers((long)g.K * g.N, 2)];
        var result = Run<T>(new Gemm<T>(g), inputs, (long)g.M * g.N)[0];
        Close<T>(Product(g, inputs[0], inputs[1]), result, $"{typeof(T)} {g}");
    }

    private static double[] Product(GemmGeometry g, double[] a, double[] b)
    {
        var c = new double[g.M * g.N];
        for (var i = 0; i < g.M; i++)
        {
            for (var j = 0; j < g.N; j++)
            {
                for (var p = 0; p < g.K; p++)
                {
                    var left = g.TransposeA ? a[p * g.M + i] : a[i * g.K + p];
                    c[i * g.N + j] += left * (g.TransposeB ? b[j * g.K + p] : b[p * g.N + j]);
                }
            }
        }

        return c;
    }
}
