using System.Numerics;
using Vireo.Kernels.Managed;
using static Vireo.Tests.Kernels.KernelCheck;

namespace Vireo.Tests.Kernels;

[Collection("thread count")]
public class BatchNormTests
{
    private const double Epsilon = 1e-5;

    public static TheoryData<int, int> Sizes => new()
    {
        { 1, 3 }, { 2, 1 }, { 5, 7 }, { 49, 24 }, { 300, 17 }, { 1000, 64 }, { 20000, 3 }, { 33, 1030 }, { 0, 5 },
    };

    [Theory, MemberData(nameof(Sizes))]
    public void Training_normalises_with_the_statistics_of_the_batch(int rows, int channels)
    {
        Training<float>(rows, channels, offset: 0.5, loosen: 1);
        Training<double>(rows, channels, offset: 0.5, loosen: 1);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    public void A_large_mean_costs_no_digits(double offset)
    {
        Training<float>(5000, 24, offset, loosen: 5);
        Training<double>(5000, 24, offset, loosen: 5);
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Inference_normalises_with_what_it_is_given(int rows, int channels)
    {
        var (x, gamma, beta) = (Numbers((long)rows * channels, 1), Numbers(channels, 2), Numbers(channels, 3));
        var (mean, variance) = (Numbers(channels, 4), Numbers(channels, 5, offset: 1, scale: 0.5));
        var expected = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            var c = i % channels;
            expected[i] = (x[i] - mean[c]) / Math.Sqrt(variance[c] + Epsilon) * gamma[c] + beta[c];
        }

        double[][] inputs = [x, gamma, beta, mean, variance];
        var single = new BatchNormInference<float>(rows, channels, Epsilon);
        Close<float>(expected, Run<float>(single, inputs, x.Length)[0]);
        var wide = new BatchNormInference<double>(rows, channels, Epsilon);
        Close<double>(expected, Run<double>(wide, inputs, x.Length)[0]);
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Gradients_follow_the_formula(int rows, int channels)
    {
        Backward<float>(rows, channels);
        Backward<double>(rows, channels);
    }

    [Fact]
    public void The_image_gradient_is_the_slope_of_the_forward_pass()
    {
        const int Rows = 11, Channels = 2;
        var (x, dy) = (Numbers(Rows * Channels, 1), Numbers(Rows * Channels, 2));
        var (gamma, beta) = (Numbers(Channels, 3), Numbers(Channels, 4));
        double Loss(double[] at)
        {
            var forward = new BatchNormTraining<double>(Rows, Channels, Epsilon);
            var y = Run<double>(forward, [at, gamma, beta], at.Length, Channels, Channels)[0];
            return y.Zip(dy, (a, b) => a * b).Sum();
        }

        var (mean, variance) = Statistics(x, Rows, Channels);
        var kernel = new BatchNormBackward<double>(Rows, Channels, Epsilon);
        var dx = Run<double>(kernel, [x, dy, gamma, mean, variance], x.Length, Channels, Channels)[0];
        for (var i = 0; i < x.Length; i++)
        {
            var (up, down) = ((double[])x.Clone(), (double[])x.Clone());
            up[i] += 1e-5;
            down[i] -= 1e-5;
            Assert.Equal((Loss(up) - Loss(down)) / 2e-5, dx[i], 1e-7);
        }
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        const int Rows = 3000, Channels = 20, Count = Rows * Channels;
        var (x, dy, gamma) = (Numbers(Count, 1), Numbers(Count, 2), Numbers(Channels, 3));
        var (mean, variance) = Statistics(x, Rows, Channels);
        SameForAnyThreads<float>(
            () => new BatchNormTraining<float>(Rows, Channels, Epsilon), [x, gamma, gamma], Count, Channels, Channels);
        SameForAnyThreads<float>(
            () => new BatchNormBackward<float>(Rows, Channels, Epsilon),
            [x, dy, gamma, mean, variance], Count, Channels, Channels);
        SameForAnyThreads<float>(() => new ChannelSum<float>(Rows, Channels), [x], Channels);
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Channel_sums_add_all_rows(int rows, int channels)
    {
        var x = Numbers((long)rows * channels, 1, offset: 1);
        var expected = new double[channels];
        for (var i = 0; i < x.Length; i++) expected[i % channels] += x[i];
        Close<float>(expected, Run<float>(new ChannelSum<float>(rows, channels), [x], channels)[0]);
        Close<double>(expected, Run<double>(new ChannelSum<double>(rows, channels), [x], channels)[0]);
    }

    private static (double[] Mean, double[] Variance) Statistics(double[] x, int rows, int channels)
    {
        var (mean, variance) = (new double[channels], new double[channels]);
        for (var i = 0; i < x.Length; i++) mean[i % channels] += x[i] / rows;
        for (var i = 0; i < x.Length; i++) variance[i % channels] += Math.Pow(x[i] - mean[i % channels], 2) / rows;
        return (mean, variance);
    }

    private static void Training<T>(int rows, int channels, double offset, double loosen)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = Numbers((long)rows * channels, 1, offset);
        var (gamma, beta) = (Numbers(channels, 2), Numbers(channels, 3));
        var (mean, variance) = Statistics(x, rows, channels);
        var expected = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            var c = i % channels;
            expected[i] = (x[i] - mean[c]) / Math.Sqrt(variance[c] + Epsilon) * gamma[c] + beta[c];
        }

        var kernel = new BatchNormTraining<T>(rows, channels, Epsilon);
        var results = Run<T>(kernel, [x, gamma, beta], x.Length, channels, channels);
        Close<T>(expected, results[0], "y", loosen);
        Close<T>(mean, results[1], "mean", loosen);
        Close<T>(variance, results[2], "variance", loosen);
    }

    private static void Backward<T>(int rows, int channels)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (x, dy) = (Numbers((long)rows * channels, 1), Numbers((long)rows * channels, 2));
        var gamma = Numbers(channels, 3);
        var (mean, variance) = Statistics(x, rows, channels);
        var (dx, dgamma, dbeta) = (new double[x.Length], new double[channels], new double[channels]);
        double Hat(int i) => (x[i] - mean[i % channels]) / Math.Sqrt(variance[i % channels] + Epsilon);
        for (var i = 0; i < x.Length; i++)
        {
            dgamma[i % channels] += dy[i] * Hat(i);
            dbeta[i % channels] += dy[i];
        }

        for (var i = 0; i < x.Length; i++)
        {
            var c = i % channels;
            dx[i] = gamma[c] / Math.Sqrt(variance[c] + Epsilon) * (dy[i] - dbeta[c] / rows - Hat(i) * dgamma[c] / rows);
        }

        var kernel = new BatchNormBackward<T>(rows, channels, Epsilon);
        var results = Run<T>(kernel, [x, dy, gamma, mean, variance], x.Length, channels, channels);
        // One row has no deviation: terms of 1/√ε cancel to zero, and their rounding remains.
        Close<T>(dx, results[0], "dx", rows == 1 ? 1000 : 1);
        Close<T>(dgamma, results[1], "dgamma", 5);
        Close<T>(dbeta, results[2], "dbeta", 5);
    }
}
