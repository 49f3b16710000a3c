using System.Numerics;
using Vireo.Kernels;
using Vireo.Kernels.Managed;
using static Vireo.Tests.Kernels.KernelCheck;

namespace Vireo.Tests.Kernels;

[Collection("thread count")]
public class ConvolutionTests
{
    public static TheoryData<Conv2dGeometry> Geometries => new()
    {
        new Conv2dGeometry { N = 2, C = 3, H = 11, W = 9, O = 7, KH = 1, KW = 1 },
        new Conv2dGeometry { N = 1, C = 64, H = 6, W = 5, O = 40, KH = 1, KW = 1 },
        Padded(2, 3, 15, 13, 17, 3, 1, 1),
        Padded(1, 3, 19, 21, 24, 7, 2, 3),
        Padded(2, 17, 8, 9, 24, 3, 2, 1),
        Padded(1, 24, 10, 10, 33, 5, 1, 2),
        Padded(3, 1, 5, 5, 1, 3, 1, 1),
        Padded(1, 70, 7, 7, 130, 3, 1, 1),
        Padded(2, 16, 9, 9, 24, 1, 2, 0),
        Padded(2, 5, 12, 11, 6, 3, 3, 0),
        Padded(2, 12, 9, 8, 18, 3, 2, 1) with { Groups = 3 },
        Padded(1, 8, 9, 8, 8, 3, 1, 2) with { DilationH = 2, DilationW = 2 },
        Padded(1, 6, 12, 13, 4, 3, 2, 1) with { DilationH = 3, DilationW = 2, Groups = 2 },
        Padded(2, 4, 6, 7, 5, 3, 1, 0) with { PadTop = 2, PadLeft = 0, PadBottom = 1, PadRight = 3, KW = 4 },
        Padded(2, 4, 3, 3, 5, 3, 2, 4),
        Padded(0, 4, 6, 6, 5, 3, 1, 1),
        Padded(2, 20, 7, 9, 20, 3, 1, 1) with { Groups = 20 },
        Padded(2, 37, 8, 8, 37, 5, 2, 2) with { Groups = 37 },
        Padded(2, 6, 8, 8, 12, 3, 1, 1) with { Groups = 6 },
        Padded(1, 16, 6, 6, 16, 3, 2, 1) with { Groups = 16, DilationH = 2, DilationW = 2, PadRight = 3 },
        Padded(0, 8, 6, 6, 8, 3, 1, 1) with { Groups = 8 },
        Padded(1, 72, 3, 3, 72, 5, 1, 2) with { Groups = 72 },
    };

    [Theory, MemberData(nameof(Geometries))]
    public void Forward_is_the_sum_of_the_definition(Conv2dGeometry geometry)
    {
        Forward<float>(geometry, hasBias: false);
        Forward<float>(geometry, hasBias: true);
        Forward<double>(geometry, hasBias: true);
    }

    [Theory, MemberData(nameof(Geometries))]
    public void The_image_gradient_is_the_sum_of_the_definition(Conv2dGeometry geometry)
    {
        BackwardData<float>(geometry);
        BackwardData<double>(geometry);
    }

    [Theory, MemberData(nameof(Geometries))]
    public void The_weight_gradient_is_the_sum_of_the_definition(Conv2dGeometry geometry)
    {
        BackwardWeights<float>(geometry);
        BackwardWeights<double>(geometry);
    }

    [Fact]
    public void Long_sums_over_many_pixels_agree()
    {
        var g = Padded(3, 5, 40, 31, 18, 3, 1, 1);
        BackwardWeights<float>(g);
        BackwardWeights<double>(g with { C = 40, O = 40, Groups = 40 });
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(1, true)]
    public void The_number_of_threads_changes_no_bit(int stride, bool depthwise)
    {
        var g = Padded(2, 24, 20, 21, 24, 3, stride, 1) with { Groups = depthwise ? 24 : 1 };
        var (x, w, y) = (ImageCount(g), WeightCount(g), OutputCount(g));
        SameForAnyThreads<float>(() => Convolution.Forward<float>(g, false), [Numbers(x, 1), Numbers(w, 2)], y);
        SameForAnyThreads<float>(() => Convolution.BackwardData<float>(g), [Numbers(y, 1), Numbers(w, 2)], x);
        SameForAnyThreads<float>(() => Convolution.BackwardWeights<float>(g), [Numbers(x, 1), Numbers(y, 2)], w);
    }

    [Fact]
    public void Depthwise_geometries_get_the_depthwise_kernels()
    {
        var g = Padded(1, 8, 6, 6, 8, 3, 1, 1);
        Assert.IsType<ConvForward<float>>(Convolution.Forward<float>(g, hasBias: false));
        Assert.IsType<DepthwiseForward<float>>(Convolution.Forward<float>(g with { Groups = 8 }, hasBias: false));
        Assert.IsType<ConvForward<float>>(Convolution.Forward<float>(g with { Groups = 4 }, hasBias: false));
    }

    private static Conv2dGeometry Padded(int n, int c, int h, int w, int o, int kernel, int stride, int pad) => new()
    {
        N = n, C = c, H = h, W = w, O = o, KH = kernel, KW = kernel, StrideH = stride, StrideW = stride,
        PadTop = pad, PadLeft = pad, PadBottom = pad, PadRight = pad,
    };

    private static long ImageCount(Conv2dGeometry g) => (long)g.N * g.H * g.W * g.C;

    private static long OutputCount(Conv2dGeometry g) => (long)g.N * g.OH * g.OW * g.O;

    private static long WeightCount(Conv2dGeometry g) => (long)g.O * (g.C / g.Groups) * g.KH * g.KW;

    private static void Forward<T>(Conv2dGeometry g, bool hasBias)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (x, w, bias) = (Numbers(ImageCount(g), 1), Numbers(WeightCount(g), 2), Numbers(g.O, 3));
        var expected = NaiveConvolution.Forward(g, x, w, hasBias ? bias : null);
        foreach (var kernel in Both(g, Convolution.Forward<T>(g, hasBias), () => new ConvForward<T>(g, hasBias)))
        {
            double[][] inputs = hasBias ? [x, w, bias] : [x, w];
            Close<T>(expected, Run<T>(kernel, inputs, expected.Length)[0], $"{kernel.Name} {g}");
        }
    }

    private static void BackwardData<T>(Conv2dGeometry g)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (dy, w) = (Numbers(OutputCount(g), 1), Numbers(WeightCount(g), 2));
        var expected = NaiveConvolution.BackwardData(g, dy, w);
        foreach (var kernel in Both(g, Convolution.BackwardData<T>(g), () => new ConvBackwardData<T>(g)))
        {
            Close<T>(expected, Run<T>(kernel, [dy, w], expected.Length)[0], $"{kernel.Name} {g}");
        }
    }

    private static void BackwardWeights<T>(Conv2dGeometry g)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (x, dy) = (Numbers(ImageCount(g), 1), Numbers(OutputCount(g), 2));
        var expected = NaiveConvolution.BackwardWeights(g, x, dy);
        foreach (var kernel in Both(g, Convolution.BackwardWeights<T>(g), () => new ConvBackwardWeights<T>(g)))
        {
            Close<T>(expected, Run<T>(kernel, [x, dy], expected.Length)[0], $"{kernel.Name} {g}");
        }
    }

    /// <summary>What would be chosen, and the general way where that is another.</summary>
    private static IEnumerable<Kernel> Both(Conv2dGeometry g, Kernel chosen, Func<Kernel> general) =>
        g.IsDepthwise ? [chosen, general()] : [chosen];
}
