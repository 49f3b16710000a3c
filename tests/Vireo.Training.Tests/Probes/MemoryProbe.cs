using System.Globalization;
using Vireo.Graph;
using Vireo.Layers;
using Vireo.Losses;
using Vireo.Ops;
using Vireo.Optimizers;

namespace Vireo.Training.Tests.Probes;

/// <summary>How resident memory grows: bytes per training step, and bytes per evaluation of tensors nobody keeps.</summary>
internal static class MemoryProbe
{
    private const int WarmUp = 2000;

    public static IEnumerable<string> Run()
    {
        var step = Step();
        var pixels = new float[8 * 3 * 16 * 16];
        yield return Slope(12_000, every: 500, i =>
        {
            pixels[i % pixels.Length] += 0.01f;
            var results = step.Run(
                Tensor.FromChannelsLast<float>(pixels, [8, 3, 16, 16]), Tensor.From<long>(0, 1, 2, 3, 0, 1, 2, 3),
                Tensor.From<long>(1, i));
            results[0].ToScalar();
        });
        yield return Slope(60_000, every: 2000, i =>
        {
            var x = Tensor.From<float>(i, 1, 2, 3);
            var image = Tensor.FromChannelsLast<float>(pixels, [8, 3, 16, 16]);
            ((x * x + i % 7).Sum() + image.Sum()).ToScalar();
        });
    }

    private static CompiledStep Step()
    {
        var model = new Sequential(
            new ConvNormActivation(3, 8), new ConvNormActivation(8, 16, stride: 2), new ConvNormActivation(16, 16),
            new GlobalAveragePool(), new Dropout(0.1), new Linear(16, 4));
        model.Initialise(new Rng(1));
        var (images, labels, random) = (
            Tensor.Placeholder([8, 3, 16, 16]), Tensor.Placeholder([8], DType.I64), Tensor.Placeholder([2], DType.I64));
        var pass = Pass.Training(random);
        var loss = model.Call(images, pass).CrossEntropy(labels);
        var parameters = model.Parameters.ToList();
        var gradients = Gradients.Of(loss, [.. parameters.Select(p => p.Variable.Value)]);
        var adam = new Adam();
        adam.Rate.Set([0.001]);
        return Engine.Compile(
            [images, labels, random], [loss],
            [.. adam.Step([.. parameters.Select((p, i) => (p.Path, p.Variable, gradients[i]))]), .. pass.Updates], loss);
    }

    /// <summary>Slope of the line that fits the resident bytes after the warm-up best.</summary>
    private static string Slope(int rounds, int every, Action<int> round)
    {
        var points = new List<(double X, double Y)>();
        for (var i = 0; i < WarmUp + rounds; i++)
        {
            round(i);
            if (i < WarmUp || i % every != 0) continue;
            // How much of what was forgotten waits to be collected differs from one moment to the next.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            points.Add((i, ResidentBytes()));
        }

        var (x, y) = (points.Average(p => p.X), points.Average(p => p.Y));
        var slope = points.Sum(p => (p.X - x) * (p.Y - y)) / points.Sum(p => (p.X - x) * (p.X - x));
        return slope.ToString("R", CultureInfo.InvariantCulture);
    }

    private static long ResidentBytes() =>
        long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture)
        * Environment.SystemPageSize;
}
