using Vireo.Graph;
using Vireo.Kernels;
using Vireo.Native;
using Vireo.Ops;
using Vireo.Tests.Kernels;

namespace Vireo.Tests.Quantisation;

/// <summary>Convolutions of bytes against loops over integers.</summary>
public class IntegerConvolutionTests
{
    public static TheoryData<Backend, DType, int, int, int, int, int> Cases()
    {
        var cases = new TheoryData<Backend, DType, int, int, int, int, int>();
        foreach (var backend in new[] { Backend.Managed, Backend.Reference, Backend.OneDnn })
        {
            foreach (var type in new[] { DType.U8, DType.I8 })
            {
                cases.Add(backend, type, 3, 5, 3, 2, 1);    // few channels
                cases.Add(backend, type, 16, 32, 1, 1, 1);  // one tap
                cases.Add(backend, type, 70, 33, 3, 1, 1);  // odd extents
                cases.Add(backend, type, 16, 16, 5, 1, 16); // depthwise
                cases.Add(backend, type, 24, 12, 3, 2, 4);  // groups
            }
        }

        return cases;
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Sums_are_exact(Backend backend, DType type, int c, int o, int tap, int stride, int groups)
    {
        Skip.If(backend == Backend.OneDnn && !OneDnn.IsAvailable, "oneDNN is missing");
        const int n = 2, h = 9, w = 7;
        var pad = tap / 2;
        var op = new QuantisedConvolution
        {
            Convolution = new() { Window = new(stride, pad), Groups = groups }, To = DType.F32,
        };
        Shape x = [n, c, h, w], weight = [o, c / groups, tap, tap];
        var shape = op.Infer([new(x, type), new(weight, DType.I8), new([o], DType.F32), new([o], DType.F32)])[0].Shape;
        Operand[] inputs =
        [
            new(x, type, Layout.ChannelsLast), new(weight, DType.I8), new([o], DType.F32), new([o], DType.F32),
        ];
        Operand output = new(shape, DType.F32, Layout.ChannelsLast);
        if (KernelCatalog.TryCreate(backend, op, inputs, [output]) is not { } kernel)
        {
            Assert.NotEqual(Backend.Managed, backend);
            return;
        }

        var rng = new Rng(5);
        var (low, high) = type == DType.I8 ? (-128, 127) : (0, 255);
        var image = Extremes(rng, x.Count, low, high);
        var filters = Extremes(rng, weight.Count, -127, 127);
        double[][] values = [image, filters, [.. Enumerable.Repeat(1.0, o)], new double[o]];
        var memory = inputs.Zip(values).Select(pair => Stored(pair.First, pair.Second)).ToArray();
        var result = KernelCheck.Room<float>(shape.Count);
        kernel.Run(memory, [result], KernelCheck.Room<byte>(kernel.ScratchBytes));

        Assert.Equal(Sums(op.Convolution.Geometry(x, weight), image, filters), KernelCatalog.Read(result, output));
    }

    [SkippableTheory]
    [InlineData(Backend.Managed)]
    [InlineData(Backend.OneDnn)]
    public void A_sum_of_residual_and_activation_are_rounded_once(Backend backend)
    {
        Skip.If(backend == Backend.OneDnn && !OneDnn.IsAvailable, "oneDNN is missing");
        // One channel of one tap makes the formula visible: round((q·w + bias) · factor + scale · addend).
        var op = new QuantisedConvolution
        {
            Convolution = new(), HasAddend = true, AddendScale = 0.5f, Function = new Clamp { Low = -50, High = 90 },
            To = DType.I8,
        };
        Shape x = [1, 1, 1, 5];
        Operand[] inputs =
        [
            new(x, DType.U8, Layout.ChannelsLast), new([1, 1, 1, 1], DType.I8), new([1], DType.F32),
            new([1], DType.F32), new(x, DType.U8, Layout.ChannelsLast),
        ];
        Operand output = new(x, DType.I8, Layout.ChannelsLast);
        if (KernelCatalog.TryCreate(backend, op, inputs, [output]) is not { } kernel) return;
        double[][] values = [[0, 1, 10, 200, 255], [-3], [0.25], [4], [7, 200, 4, 30, 255]];
        var memory = inputs.Zip(values).Select(pair => Stored(pair.First, pair.Second)).ToArray();
        var result = KernelCheck.Room<byte>(x.Count);
        kernel.Run(memory, [result], KernelCheck.Room<byte>(kernel.ScratchBytes));
        // 4.5 to even, 100.25 cut at 90, -4.5 to even, -134 and -62.75 (with 127.5) cut at -50.
        Assert.Equal([4, 90, -4, -50, -50], KernelCatalog.Read(result, output));
    }

    [Fact]
    public void Weights_are_symmetric_per_output_channel()
    {
        Tensor[] found = Tensor.Apply(
            new QuantiseWeights(), Tensor.From<float>([1, -2, 0.5f, 0, 0, 0, 3, 3, -1.5f], [3, 3])).Outputs;
        Assert.Equal([64, -127, 32, 0, 0, 0, 127, 127, -64], found[0].ToArray<sbyte>());
        Assert.Equal([2 / 127f, 1, 3 / 127f], found[1].ToArray<float>());
    }

    [Theory]
    [InlineData(DType.U8)]
    [InlineData(DType.I8)]
    public void Pooling_of_bytes_is_that_of_numbers(DType type)
    {
        var op = new QuantisedMaxPool { Pooling = new() { KH = 3, KW = 3, Window = new(2, 1) } };
        Operand x = new([2, 5, 9, 7], type, Layout.ChannelsLast);
        Operand y = new(op.Infer([new(x.Shape, type)])[0].Shape, type, Layout.ChannelsLast);
        var image = Stored(x, Extremes(new Rng(3), x.Shape.Count, type == DType.I8 ? -128 : 0, 127));
        double[][] found = [.. new[] { Backend.Managed, Backend.Reference }.Select(backend =>
        {
            var result = KernelCheck.Room<byte>(y.Shape.Count);
            KernelCatalog.TryCreate(backend, op, [x], [y])!.Run([image], [result], KernelCheck.Room<byte>(0));
            return KernelCatalog.Read(result, y);
        })];
        Assert.Equal(found[1], found[0]);
    }

    /// <summary>Every third number is one of the limits.</summary>
    private static double[] Extremes(Rng rng, long count, int low, int high)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++)
            values[i] = (i % 6) switch { 0 => low, 3 => high, _ => low + rng.Below(high - low + 1) };
        return values;
    }

    private static MemorySlice Stored(Operand operand, double[] values)
    {
        var memory = KernelCheck.Room<byte>(operand.Bytes);
        KernelCatalog.Write(values, memory, operand);
        return memory;
    }

    private static double[] Sums(Conv2dGeometry g, double[] image, double[] filters)
    {
        var sums = new double[(long)g.N * g.O * g.OH * g.OW];
        var (channels, perGroup) = (g.C / g.Groups, g.O / g.Groups);
        for (var i = 0; i < sums.Length; i++)
        {
            var (ox, oy, o, n) = (i % g.OW, i / g.OW % g.OH, i / (g.OW * g.OH) % g.O, i / (g.OW * g.OH * g.O));
            var sum = 0;
            for (var k = 0; k < channels * g.KH * g.KW; k++)
            {
                var (kx, ky, c) = (k % g.KW, k / g.KW % g.KH, k / (g.KW * g.KH));
                var (y, x) = (oy * g.StrideH - g.PadTop + ky, ox * g.StrideW - g.PadLeft + kx);
                if (y < 0 || y >= g.H || x < 0 || x >= g.W) continue;
                var at = ((n * g.C + o / perGroup * channels + c) * g.H + y) * g.W + x;
                sum += (int)image[at] * (int)filters[o * channels * g.KH * g.KW + k];
            }

            sums[i] = sum;
        }

        return sums;
    }
}
