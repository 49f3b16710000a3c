namespace Vireo.Native.Tests;

using static Numbers;

public class DnnBatchNormTests
{
    private const int Batch = 3, Height = 4, Width = 5, Pixels = Height * Width;
    private const float Epsilon = 1e-3f;

    [SkippableTheory]
    [InlineData(5, false)]
    [InlineData(5, true)]
    [InlineData(16, false)]
    [InlineData(16, true)]
    public void Both_passes_agree_with_the_definition(int channels, bool relu)
    {
        Need.OneDnnLibrary();
        var count = Batch * channels * Pixels;
        var (x, dy) = (Some(count, 1), Some(count, 2));
        var (scale, shift) = (Some(channels, 3), Some(channels, 4));
        var spec = Spec(channels) with { FuseRelu = relu };
        using var forward = spec.TryForward(training: true)!;
        using var backward = spec.TryBackward(forward)!;
        var packed = Packed(spec.Data, x);
        var (y, dx) = (Room(spec.Data.Bytes), Room(spec.Data.Bytes));
        var (mean, variance, dScale, dShift) = (Row(channels), Row(channels), Row(channels), Row(channels));
        var workspace = Room(forward.Desc(DnnArg.Workspace)?.Bytes ?? 0);

        DnnOperand[] kept = relu ? [(DnnArg.Workspace, workspace)] : [];
        forward.Execute([
            (DnnArg.Src, packed), (DnnArg.Scale, Memory(scale)), (DnnArg.Shift, Memory(shift)),
            (DnnArg.Mean, mean), (DnnArg.Variance, variance), (DnnArg.Dst, y), .. kept]);
        backward.Execute([
            (DnnArg.Src, packed), (DnnArg.Mean, mean), (DnnArg.Variance, variance), (DnnArg.Scale, Memory(scale)),
            (DnnArg.DiffDst, Packed(spec.Data, dy)), (DnnArg.DiffSrc, dx), (DnnArg.DiffScale, dScale),
            (DnnArg.DiffShift, dShift), .. kept]);

        var naive = Naive(channels, relu, x, dy, scale, shift);
        Close(naive.Y, Plain(spec.Data, y));
        Close(naive.Mean, mean.Span<float>());
        Close(naive.Variance, variance.Span<float>());
        Close(naive.Dx, Plain(spec.Data, dx), tolerance: 1e-4);
        Close(naive.DScale, dScale.Span<float>(), tolerance: 1e-4);
        Close(naive.DShift, dShift.Span<float>(), tolerance: 1e-4);
    }

    [SkippableFact]
    public void Inference_uses_the_statistics_it_is_given()
    {
        Need.OneDnnLibrary();
        const int channels = 16;
        var x = Some(Batch * channels * Pixels, 1);
        var (scale, shift, mean) = (Some(channels, 3), Some(channels, 4), Some(channels, 5));
        var variance = Array.ConvertAll(Some(channels, 6), static v => v + 2);
        var spec = Spec(channels) with { UseGivenStatistics = true };
        using var forward = spec.TryForward()!;
        var y = Room(spec.Data.Bytes);

        forward.Execute(
            (DnnArg.Src, Packed(spec.Data, x)), (DnnArg.Scale, Memory(scale)), (DnnArg.Shift, Memory(shift)),
            (DnnArg.Mean, Memory(mean)), (DnnArg.Variance, Memory(variance)), (DnnArg.Dst, y));

        var expected = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            var c = i / Pixels % channels;
            expected[i] = (x[i] - mean[c]) / Math.Sqrt(variance[c] + Epsilon) * scale[c] + shift[c];
        }

        Close(expected, Plain(spec.Data, y));
    }

    private static DnnBatchNorm Spec(int channels) => new()
    {
        Data = DnnMemoryDesc.ChannelsLast(DnnType.F32, Batch, channels, Height, Width),
        Epsilon = Epsilon,
    };

    private static MemorySlice Row(int channels) => Room(channels * sizeof(float));

    private sealed record Expected(int Channels)
    {
        public double[] Y { get; } = new double[Batch * Channels * Pixels];

        public double[] Dx { get; } = new double[Batch * Channels * Pixels];

        public double[] Mean { get; } = new double[Channels];

        public double[] Variance { get; } = new double[Channels];

        public double[] DScale { get; } = new double[Channels];

        public double[] DShift { get; } = new double[Channels];
    }

    private static Expected Naive(int channels, bool relu, float[] x, float[] dy, float[] scale, float[] shift)
    {
        var result = new Expected(channels);
        const int n = Batch * Pixels;
        for (var c = 0; c < channels; c++)
        {
            var own = Enumerable.Range(0, x.Length).Where(i => i / Pixels % channels == c).ToArray();
            var mean = own.Sum(i => (double)x[i]) / n;
            var variance = own.Sum(i => (x[i] - mean) * (x[i] - mean)) / n;
            var root = Math.Sqrt(variance + Epsilon);
            foreach (var i in own) result.Y[i] = (x[i] - mean) / root * scale[c] + shift[c];

            double Gradient(int i) => relu && result.Y[i] <= 0 ? 0 : dy[i];
            var dShift = own.Sum(Gradient);
            var dScale = own.Sum(i => Gradient(i) * (x[i] - mean) / root);
            foreach (var i in own)
            {
                result.Dx[i] = scale[c] / root * (Gradient(i) - dShift / n - (x[i] - mean) / root * dScale / n);
            }

            foreach (var i in own) result.Y[i] = relu ? Math.Max(result.Y[i], 0) : result.Y[i];
            (result.Mean[c], result.Variance[c], result.DScale[c], result.DShift[c]) = (mean, variance, dScale, dShift);
        }

        return result;
    }
}
