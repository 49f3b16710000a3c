using System.Numerics;
using Vireo.Kernels;
using Vireo.Kernels.Managed;
using static Vireo.Tests.Kernels.KernelCheck;

namespace Vireo.Tests.Kernels;

[Collection("thread count")]
public class PoolingTests
{
    public static TheoryData<Pool2dGeometry> Geometries => new()
    {
        Window(2, 7, 9, 8, 2, 2, 0),
        Window(1, 64, 11, 12, 3, 2, 1),
        Window(3, 17, 8, 8, 3, 1, 1),
        Window(2, 24, 7, 9, 3, 3, 1, ceil: true),
        Window(1, 1, 10, 10, 2, 3, 0),
        Window(1, 130, 6, 6, 5, 2, 2, ceil: true),
        Window(0, 3, 6, 6, 2, 2, 0),
    };

    [Theory, MemberData(nameof(Geometries))]
    public void The_maximum_of_every_window_is_found_and_gets_the_gradient(Pool2dGeometry geometry)
    {
        Max<float>(geometry);
        Max<double>(geometry);
        Max<float>(geometry with { DilationH = 2, OH = 2, OW = 2, PadTop = 0, PadLeft = 0, KH = 2, KW = 2 });
    }

    [Fact]
    public void The_first_of_equal_values_wins_and_NaN_wins_over_all()
    {
        var g = Window(1, 1, 2, 4, 2, 2, 0);
        var results = Pair(g, [1, 1, double.NaN, 9, 1, 1, 3, 4]);
        Assert.Equal([1, double.NaN], results.Values);
        Assert.Equal([0, 2], results.Indices);
        const double Least = double.NegativeInfinity;
        results = Pair(g, [Least, Least, -2, -1, Least, -5, -1, -3]);
        Assert.Equal([-5, -1], results.Values);
        Assert.Equal([5, 3], results.Indices);
    }

    [Theory, MemberData(nameof(Geometries))]
    public void Averages_divide_by_the_pixels_that_count(Pool2dGeometry geometry)
    {
        foreach (var padding in new[] { false, true })
        {
            var windows = Enumerate(geometry, padding);
            Average<float>(
                geometry,
                windows,
                new AveragePoolForward<float>(geometry, padding),
                new AveragePoolBackward<float>(geometry, padding));
            Average<double>(
                geometry,
                windows,
                new AveragePoolForward<double>(geometry, padding),
                new AveragePoolBackward<double>(geometry, padding));
        }
    }

    [Theory]
    [InlineData(7, 7, 1, 1, 2048)]
    [InlineData(10, 7, 3, 4, 17)]
    [InlineData(3, 4, 7, 6, 5)]
    [InlineData(6, 6, 6, 6, 3)]
    public void Adaptive_windows_spread_evenly(int h, int w, int oh, int ow, int channels)
    {
        var g = Window(2, channels, h, w, 1, 1, 0) with { OH = oh, OW = ow };
        var windows = new List<(int Output, int[] Inputs, int Divisor)>();
        for (var o = 0; o < oh * ow; o++)
        {
            var (top, bottom) = (o / ow * h / oh, (int)Math.Ceiling((o / ow + 1.0) * h / oh));
            var (left, right) = (o % ow * w / ow, (int)Math.Ceiling((o % ow + 1.0) * w / ow));
            var pixels = from y in Enumerable.Range(top, bottom - top)
                         from x in Enumerable.Range(left, right - left)
                         select y * w + x;
            windows.Add((o, [.. pixels], (bottom - top) * (right - left)));
        }

        Average<float>(g, windows, AveragePoolForward<float>.Adaptive(g), AveragePoolBackward<float>.Adaptive(g));
        Average<double>(g, windows, AveragePoolForward<double>.Adaptive(g), AveragePoolBackward<double>.Adaptive(g));
    }

    private static Pool2dGeometry Window(int n, int c, int h, int w, int size, int stride, int pad, bool ceil = false)
    {
        int Extent(int input)
        {
            var room = input + 2 * pad - size + (ceil ? stride - 1 : 0);
            var count = room / stride + 1;
            return ceil && (count - 1) * stride >= input + pad ? count - 1 : count;
        }

        return new()
        {
            N = n, C = c, H = h, W = w, OH = Extent(h), OW = Extent(w), KH = size, KW = size, StrideH = stride,
            StrideW = stride, PadTop = pad, PadLeft = pad,
        };
    }

    private static (double[] Values, int[] Indices) Pair(Pool2dGeometry g, double[] x)
    {
        var count = g.N * g.OH * g.OW * g.C;
        var (y, indices) = (Room<float>(count), Room<int>(count));
        new MaxPoolForward<float>(g).Run([Memory<float>(x)], [y, indices], default);
        return (Read<float>(y), indices.Span<int>().ToArray());
    }

    private static void Max<T>(Pool2dGeometry g)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = Numbers((long)g.N * g.H * g.W * g.C, 1);
        var dy = Numbers((long)g.N * g.OH * g.OW * g.C, 2);
        var (y, indices, dx) = (new double[dy.Length], new int[dy.Length], new double[x.Length]);
        for (var i = 0; i < y.Length; i++)
        {
            var (c, o, n) = (i % g.C, i / g.C % (g.OH * g.OW), i / g.C / (g.OH * g.OW));
            y[i] = double.NegativeInfinity;
            foreach (var pixel in Pixels(g, o))
            {
                var value = x[(n * g.H * g.W + pixel) * g.C + c];
                if (value > y[i]) (y[i], indices[i]) = (value, pixel);
            }

            dx[(n * g.H * g.W + indices[i]) * g.C + c] += dy[i];
        }

        var (result, where, gradient) = (Room<T>(y.Length), Room<int>(y.Length), Room<T>(x.Length));
        new MaxPoolForward<T>(g).Run([Memory<T>(x)], [result, where], default);
        Close<T>(y, Read<T>(result), "y");
        Assert.Equal(indices, where.Span<int>().ToArray());
        new MaxPoolBackward<T>(g).Run([Memory<T>(dy), where], [gradient], default);
        Close<T>(dx, Read<T>(gradient), "dx");
    }

    private static IEnumerable<int> Pixels(Pool2dGeometry g, int output) =>
        from h in Enumerable.Range(0, g.KH).Select(k => output / g.OW * g.StrideH - g.PadTop + k * g.DilationH)
        from w in Enumerable.Range(0, g.KW).Select(k => output % g.OW * g.StrideW - g.PadLeft + k * g.DilationW)
        where h >= 0 && h < g.H && w >= 0 && w < g.W
        select h * g.W + w;

    private static List<(int Output, int[] Inputs, int Divisor)> Enumerate(Pool2dGeometry g, bool padding) =>
    [
        .. from o in Enumerable.Range(0, g.OH * g.OW)
           let inputs = Pixels(g, o).ToArray()
           let top = o / g.OW * g.StrideH - g.PadTop
           let left = o % g.OW * g.StrideW - g.PadLeft
           let rows = Math.Min(top + g.KH, g.H + g.PadTop) - top
           let columns = Math.Min(left + g.KW, g.W + g.PadLeft) - left
           select (o, inputs, padding ? rows * columns : inputs.Length),
    ];

    private static void Average<T>(
        Pool2dGeometry g, List<(int Output, int[] Inputs, int Divisor)> windows, Kernel forward, Kernel backward)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = Numbers((long)g.N * g.H * g.W * g.C, 1);
        var dy = Numbers((long)g.N * g.OH * g.OW * g.C, 2);
        var (y, dx) = (new double[dy.Length], new double[x.Length]);
        for (var n = 0; n < g.N; n++)
        {
            foreach (var (output, inputs, divisor) in windows)
            {
                for (var c = 0; c < g.C; c++)
                {
                    var to = (n * g.OH * g.OW + output) * g.C + c;
                    foreach (var input in inputs)
                    {
                        var from = (n * g.H * g.W + input) * g.C + c;
                        y[to] += x[from] / divisor;
                        dx[from] += dy[to] / divisor;
                    }
                }
            }
        }

        Close<T>(y, Run<T>(forward, [x], y.Length)[0], "y");
        Close<T>(dx, Run<T>(backward, [dy], x.Length)[0], "dx");
    }
}
