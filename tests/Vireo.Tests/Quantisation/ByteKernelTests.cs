using Vireo.Graph;
using Vireo.Kernels;
using Vireo.Native;
using Vireo.Ops;
using Vireo.Tests.Kernels;

namespace Vireo.Tests.Quantisation;

/// <summary>What is done to images of bytes between convolutions, against loops over numbers.</summary>
public class ByteKernelTests
{
    // Less than a vector of any width, whole ones, and some left over.
    private static readonly int[] s_channels = [5, 16, 32, 39, 72];

    [Theory]
    [InlineData(DType.U8)]
    [InlineData(DType.I8)]
    public void Means_of_bytes_are_exact(DType type)
    {
        foreach (var channels in s_channels)
        {
            Operand x = new([2, channels, 17, 9], type, Layout.ChannelsLast);
            Operand y = new([2, channels, 1, 1], DType.F32, Layout.ChannelsLast);
            var op = new QuantisedMean { Factor = 0.25f };
            var image = Bytes(new Rng(3), x.Shape.Count, type);
            var expected = new double[y.Shape.Count];
            for (var i = 0; i < image.Length; i++) expected[i / (17 * 9)] += image[i] * 0.25;
            foreach (var backend in new[] { Backend.Managed, Backend.Reference })
                Assert.Equal(expected, Run(backend, op, [(x, image)], y));
        }
    }

    [Theory]
    [InlineData(DType.U8, DType.U8)]
    [InlineData(DType.I8, DType.I8)]
    [InlineData(DType.I8, DType.U8)]
    [InlineData(DType.U8, DType.I8)]
    public void Channels_of_bytes_times_numbers_are_rounded_to_even_and_cut_off(DType from, DType to)
    {
        foreach (var channels in s_channels)
        {
            Operand x = new([2, channels, 3, 5], from, Layout.ChannelsLast);
            Operand gate = new([2, channels, 1, 1], DType.F32);
            Operand y = x with { DType = to };
            var rng = new Rng(4);
            var image = Bytes(rng, x.Shape.Count, from);
            // Halves bring ties, and with the factor some leave the range.
            double[] gates = [.. Enumerable.Range(0, 2 * channels).Select(i => i % 3 == 0 ? 0.25 : rng.Uniform(-2, 2))];
            var op = new QuantisedScaling { Factor = 2, To = to };
            var (low, high) = to == DType.I8 ? (-128, 127) : (0, 255);
            double[] expected = [.. image.Select((q, i) => Math.Clamp(
                Math.Round((double)((float)q * (float)(gates[i / 15] * 2)), MidpointRounding.ToEven), low, high))];
            foreach (var backend in new[] { Backend.Managed, Backend.Reference })
                Assert.Equal(expected, Run(backend, op, [(x, image), (gate, gates)], y));
        }
    }

    [Fact]
    public void Factors_of_a_convolution_may_be_others_at_every_run()
    {
        if (!OneDnn.HasByteProducts) return;
        var op = new QuantisedConvolution { Convolution = new(), To = DType.F32 };
        Operand[] inputs =
        [
            new([1, 2, 1, 1], DType.U8, Layout.ChannelsLast), new([2, 2, 1, 1], DType.I8), new([2], DType.F32),
            new([2], DType.F32),
        ];
        Operand output = new([1, 2, 1, 1], DType.F32, Layout.ChannelsLast);
        var kernel = KernelCatalog.TryCreate(Backend.OneDnn, op, inputs, [output]);
        Assert.NotNull(kernel);
        // What was planned for the first primitive may be too little for the next.
        foreach (var (factors, planned) in new (double[], long)[]
        {
            ([1, 1], kernel.ScratchBytes), ([0.5, 4], kernel.ScratchBytes), ([0.5, 4], 0), ([2, 0.25], 0),
        })
        {
            double[][] values = [[3, 7], [1, 2, -3, 4], factors, [1, -1]];
            var result = KernelCheck.Room<byte>(output.Bytes);
            kernel.Run(
                [.. inputs.Zip(values).Select(p => Stored(p.First, p.Second))], [result],
                planned > 0 ? KernelCheck.Room<byte>(planned) : default);
            Assert.InRange(kernel.ScratchBytes, 1, long.MaxValue);
            // Sums 17 and 19, with the bias 18 and 18.
            Assert.Equal([18 * factors[0], 18 * factors[1]], KernelCatalog.Read(result, output));
        }
    }

    private static double[] Run(Backend backend, Op op, (Operand Operand, double[] Values)[] inputs, Operand output)
    {
        var kernel = KernelCatalog.TryCreate(backend, op, [.. inputs.Select(i => i.Operand)], [output])!;
        var result = KernelCheck.Room<byte>(output.Bytes);
        kernel.Run(
            [.. inputs.Select(i => Stored(i.Operand, i.Values))], [result],
            KernelCheck.Room<byte>(kernel.ScratchBytes));
        return KernelCatalog.Read(result, output);
    }

    private static double[] Bytes(Rng rng, long count, DType type)
    {
        var (low, high) = type == DType.I8 ? (-128, 127) : (0, 255);
        var values = new double[count];
        foreach (ref var value in values.AsSpan()) value = low + rng.Below(high - low + 1);
        return values;
    }

    private static MemorySlice Stored(Operand operand, double[] values)
    {
        var memory = KernelCheck.Room<byte>(operand.Bytes);
        KernelCatalog.Write(values, memory, operand);
        return memory;
    }
}
