using Vireo.Testing;

namespace Vireo.Goldens.Models;

/// <summary>The rules by which golden files fill parameters and buffers of a model.</summary>
internal static class ModelFill
{
    /// <summary>The numbers of a variable; null when it stays as the constructor made it.</summary>
    public static double[]? Values(string key, Shape shape, DType type, double gain)
    {
        if (!type.IsFloat) return null;
        var leaf = key[(key.LastIndexOf('.') + 1)..];
        if (leaf == "running_var")
        {
            var seed = GoldenFill.Seed(key);
            var places = Enumerable.Range(0, (int)shape.Count);
            return [.. places.Select(i => (double)(float)(1 + 0.1 * Math.Abs(GoldenFill.Uniform(seed, (uint)i))))];
        }

        var (scale, offset) = Rule(leaf, shape, gain);
        return GoldenFill.Values(key, shape.Count, scale, offset);
    }

    private static (double Scale, double Offset) Rule(string leaf, Shape shape, double gain)
    {
        if (leaf == "running_mean") return (0.1, 0);
        if (leaf.Contains("gain", StringComparison.Ordinal)) return (0.1, 1);
        if (leaf == "gamma" || leaf.Contains("scale", StringComparison.Ordinal)) return (0.1, 0.5);
        if (!leaf.EndsWith("weight", StringComparison.Ordinal)) return (0.1, 0);
        if (shape.Rank < 2) return (0.1, 1);
        var fanIn = shape.Count / Math.Max(1, shape[0]);
        return (gain * Math.Sqrt(3.0 / fanIn), 0);
    }
}
