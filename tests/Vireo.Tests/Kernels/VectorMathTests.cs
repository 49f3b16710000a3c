using Vireo.Kernels.Managed;

namespace Vireo.Tests.Kernels;

public class VectorMathTests
{
    private delegate void Function<T>(ReadOnlySpan<T> x, Span<T> y);

    [Fact]
    public void Exp_is_within_two_ulp() => Within(VectorMath.Exp, Math.Exp, -87, 88.7, ulps: 2);

    [Fact]
    public void Log_is_within_three_ulp()
    {
        Within(VectorMath.Log, Math.Log, 1e-6, 2, ulps: 3);
        Within(VectorMath.Log, Math.Log, 1, 1e30, ulps: 3);
    }

    [Fact]
    public void Tanh_is_within_three_ulp()
    {
        Within(VectorMath.Tanh, Math.Tanh, -12, 12, ulps: 3);
        Within(VectorMath.Tanh, Math.Tanh, -1e-3, 1e-3, ulps: 3);
    }

    [Fact]
    public void Sigmoid_is_within_three_ulp() =>
        Within(VectorMath.Sigmoid, x => 1 / (1 + Math.Exp(-x)), -80, 80, ulps: 3);

    [Fact]
    public void Erf_is_within_three_ulp()
    {
        Within(VectorMath.Erf, DoubleErf, -6, 6, ulps: 3);
        Within(VectorMath.Erf, DoubleErf, -1e-3, 1e-3, ulps: 3);
    }

    /// <summary>Values of Abramowitz and Stegun 1964, table 7.1.</summary>
    [Theory]
    [InlineData(0.1, 0.1124629160)]
    [InlineData(0.5, 0.5204998778)]
    [InlineData(1.0, 0.8427007929)]
    [InlineData(1.5, 0.9661051465)]
    [InlineData(2.0, 0.9953222650)]
    public void The_double_error_function_agrees_with_the_table(double x, double expected)
    {
        Assert.Equal(expected, DoubleErf(x), 1e-10);
        Assert.Equal(-expected, DoubleErf(-x), 1e-10);
    }

    [Fact]
    public void Ends_of_the_range_are_the_limits()
    {
        const float Infinity = float.PositiveInfinity;
        float[] x = [float.NegativeInfinity, -200, -103.5f, 0, 88.9f, 1000, float.PositiveInfinity, float.NaN];
        Assert.Equal([0, 0, 1e-45f, 1, Infinity, Infinity, Infinity, float.NaN], Map(VectorMath.Exp, x));
        Assert.Equal([-1, -1, -1, 0, 1, 1, 1, float.NaN], Map(VectorMath.Tanh, x));
        Assert.Equal([-1, -1, -1, 0, 1, 1, 1, float.NaN], Map(VectorMath.Erf, x));
        Assert.Equal([0, 0, 0, 0.5f, 1, 1, 1, float.NaN], Map(VectorMath.Sigmoid, x));
        Assert.Equal([-Infinity, float.NaN, Infinity], Map(VectorMath.Log, [0f, -1f, Infinity]));
    }

    [Fact]
    public void Every_position_of_a_row_gets_the_same_bits()
    {
        var x = new float[47];
        Array.Fill(x, 0.7345f);
        Assert.Single(Map(VectorMath.Exp, x).Distinct());
        Assert.Single(Map(VectorMath.Tanh, x).Distinct());
        Assert.Single(Map(VectorMath.Erf, x).Distinct());
    }

    [Fact]
    public void Room_that_is_too_short_is_refused() =>
        Assert.Throws<ArgumentException>(() => VectorMath.Exp<float>(new float[3], new float[2]));

    private static double DoubleErf(double x)
    {
        Span<double> y = stackalloc double[1];
        VectorMath.Erf<double>([x], y);
        return y[0];
    }

    private static float[] Map(Function<float> function, float[] x)
    {
        // Long enough for every width of register; the last ones are the tail.
        var many = Enumerable.Repeat(x, 9).SelectMany(v => v).ToArray();
        var y = new float[many.Length];
        function(many, y);
        for (var i = x.Length; i < y.Length; i++) Assert.Equal(y[i % x.Length], y[i]);
        return y[..x.Length];
    }

    private static void Within(
        Function<float> function, Func<double, double> truth, double from, double to, double ulps)
    {
        const int Count = 200_003;
        var (x, y) = (new float[Count], new float[Count]);
        for (var i = 0; i < Count; i++) x[i] = (float)(from + (to - from) * i / (Count - 1));
        function(x, y);
        var worst = (Error: 0.0, At: 0f);
        for (var i = 0; i < Count; i++)
        {
            var exact = truth(x[i]);
            var ulp = Math.Max(MathF.BitIncrement((float)Math.Abs(exact)) - (float)Math.Abs(exact), 1e-38f);
            var error = Math.Abs(y[i] - exact) / ulp;
            if (error > worst.Error) worst = (error, x[i]);
        }

        Assert.True(worst.Error <= ulps, $"{worst.Error:F2} ulp at {worst.At}");
    }
}
