using Vireo.Graph;
using Vireo.Kernels;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Tests.Kernels;

/// <summary>Batch norm with what is drawn into it, against the loops of the op.</summary>
[Collection("thread count")]
public class FusedBatchNormTests
{
    public static TheoryData<int, int, DType> Sizes
    {
        get
        {
            var data = new TheoryData<int, int, DType>();
            foreach (var type in new[] { DType.F32, DType.F64 })
            {
                foreach (var (pixels, channels) in new[]
                {
                    (3, 1), (5, 7), (7, 24), (40, 64), (9, 70), (3, 150), (300, 16), (11, 5), (6, 1030),
                })
                {
                    data.Add(pixels, channels, type);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Relu_agrees_with_the_loops_both_ways(int pixels, int channels, DType type) =>
        Check(pixels, channels, type, new Relu(), hasAddend: false, more: false);

    [Theory, MemberData(nameof(Sizes))]
    public void Hard_swish_agrees_with_the_loops_both_ways(int pixels, int channels, DType type) =>
        Check(pixels, channels, type, new HardSwish(), hasAddend: false, more: false);

    [Theory, MemberData(nameof(Sizes))]
    public void A_residual_and_relu_agree_with_the_loops_both_ways(int pixels, int channels, DType type)
    {
        Check(pixels, channels, type, new Relu(), hasAddend: true, more: false);
        Check(pixels, channels, type, new Relu(), hasAddend: true, more: true);
    }

    [Theory, InlineData(24), InlineData(67)]
    public void The_number_of_threads_changes_no_bit(int channels)
    {
        var before = Workers.Count;
        try
        {
            var results = new List<double[][]>();
            foreach (var threads in new[] { 1, 2, 4 })
            {
                Workers.Count = threads;
                results.Add(Both(Backend.Managed, new(900, channels, DType.F32), new Relu(), true, true));
            }

            Assert.Equal(results[0], results[1]);
            Assert.Equal(results[0], results[2]);
        }
        finally
        {
            Workers.Count = before;
        }
    }

    [Fact]
    public void What_is_no_number_stays_none()
    {
        var op = new FusedBatchNorm { Norm = new(), Function = new Relu() };
        var (image, vector) = (new Operand([4, 20], DType.F32), new Operand([20], DType.F32));
        double[] x = [.. Enumerable.Range(0, 80).Select(i => i == 43 ? double.NaN : i % 7)];
        var ones = Enumerable.Repeat(1.0, 20).ToArray();
        var y = Run(Backend.Managed, op, [(x, image), (ones, vector), (ones, vector)], [image, vector, vector])[0];
        for (var i = 0; i < 80; i++) Assert.Equal(i % 20 == 3, double.IsNaN(y[i]));
    }

    private readonly record struct Extents(int Pixels, int Channels, DType Type);

    private static void Check(int pixels, int channels, DType type, UnaryOp function, bool hasAddend, bool more)
    {
        var size = new Extents(pixels, channels, type);
        var expected = Both(Backend.Reference, size, function, hasAddend, more);
        var found = Both(Backend.Managed, size, function, hasAddend, more);
        var tolerance = type == DType.F32 ? 2e-4 : 1e-10;
        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var largest = Math.Max(1e-3, expected[i].Max(Math.Abs));
            Assert.Equal(expected[i], found[i], (a, b) => Math.Abs(a - b) <= tolerance * largest);
        }
    }

    /// <summary>All outputs of the forward and of the backward kernel.</summary>
    private static double[][] Both(Backend backend, Extents size, UnaryOp function, bool hasAddend, bool more)
    {
        var op = new FusedBatchNorm { Norm = new(), Function = function, HasAddend = hasAddend, Keeps = true };
        var image = new Operand([2, size.Channels, size.Pixels, 1], size.Type, Layout.ChannelsLast);
        var vector = new Operand([size.Channels], size.Type);
        var kept = op.Kept(new(image.Shape, image.DType));
        (double[], Operand) Image(ulong seed) => (KernelCheck.Numbers(image.Shape.Count, seed, scale: 2), image);
        (double[], Operand) Vector(ulong seed) => (KernelCheck.Numbers(size.Channels, seed, 0.7), vector);
        var (x, gamma, beta) = (Image(1), Vector(2), Vector(3));
        var forward = Run(backend, op, hasAddend ? [x, gamma, beta, Image(4)] : [x, gamma, beta],
            [image, vector, vector, new(kept.Shape, kept.DType)]);
        (double[], Operand)[] known =
        [
            x, Image(5), gamma, (forward[1], vector), (forward[2], vector), (forward[3], new(kept.Shape, kept.DType)),
        ];
        (double[], Operand)[] rest = hasAddend ? (more ? [Image(6)] : []) : [beta];
        var back = new FusedBatchNormBackward { Norm = new(), Function = function, HasAddend = hasAddend };
        var backward = Run(backend, back, [.. known, .. rest],
            hasAddend ? [image, image, vector, vector] : [image, vector, vector]);
        return [.. forward, .. backward];
    }

    private static double[][] Run(Backend backend, Op op, (double[] Values, Operand Operand)[] x, Operand[] y)
    {
        var kernel = KernelCatalog.TryCreate(backend, op, [.. x.Select(v => v.Operand)], y);
        Assert.NotNull(kernel);
        MemorySlice Filled((double[] Values, Operand Operand) input)
        {
            var memory = KernelCheck.Room<byte>(input.Operand.Bytes);
            KernelCatalog.Write(input.Values, memory, input.Operand);
            return memory;
        }

        MemorySlice[] outputs = [.. y.Select(o => KernelCheck.Room<byte>(o.Bytes))];
        kernel.Run([.. x.Select(Filled)], outputs, KernelCheck.Room<byte>(kernel.ScratchBytes + 64));
        return [.. outputs.Zip(y, KernelCatalog.Read)];
    }
}
