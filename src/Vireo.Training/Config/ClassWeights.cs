using System.Globalization;

namespace Vireo.Training.Config;

/// <summary>How much each class counts in the loss: all the same, in inverse proportion to its samples, or as
/// listed.</summary>
public sealed class ClassWeights : IEquatable<ClassWeights>
{
    private readonly double[] _listed;

    private ClassWeights(bool balanced, double[] listed) => (IsBalanced, _listed) = (balanced, listed);

    /// <summary>All classes count the same.</summary>
    public static ClassWeights None { get; } = new(false, []);

    /// <summary>Class c of n samples counts <c>N / (classes · n_c)</c>.</summary>
    public static ClassWeights Balanced { get; } = new(true, []);

    /// <summary>Whether this is <see cref="Balanced"/>.</summary>
    public bool IsBalanced { get; }

    /// <summary>Weights as listed, in the order of the classes; empty when they are not listed.</summary>
    public IReadOnlyList<double> Listed => _listed;

    /// <summary>One weight per class, each above zero.</summary>
    /// <exception cref="ArgumentException">There is none, or one is not a positive number.</exception>
    public static ClassWeights Of(IEnumerable<double> weights)
    {
        double[] listed = [.. weights];
        if (listed.Length == 0 || !Array.TrueForAll(listed, weight => weight > 0 && double.IsFinite(weight)))
        {
            throw new ArgumentException("class weights have to be positive numbers, one per class");
        }

        return new(false, listed);
    }

    /// <summary>The weights for a data set; null when all count the same.</summary>
    /// <param name="counts">Training samples of each class.</param>
    /// <exception cref="UsageException"><c>VIR3005</c>: as many weights as classes are wanted.</exception>
    public float[]? For(IReadOnlyList<int> counts)
    {
        if (IsBalanced)
        {
            double total = counts.Sum();
            return [.. counts.Select(count => count == 0 ? 0f : (float)(total / ((double)counts.Count * count)))];
        }

        if (_listed.Length == 0) return null;
        if (_listed.Length == counts.Count) return [.. _listed.Select(weight => (float)weight)];
        throw new UsageException("VIR3005",
            $"loss.class_weights lists {_listed.Length} weights, the data has {counts.Count} classes.");
    }

    /// <inheritdoc/>
    public bool Equals(ClassWeights? other) =>
        other is not null && IsBalanced == other.IsBalanced && _listed.AsSpan().SequenceEqual(other._listed);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ClassWeights);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IsBalanced, _listed.Length, _listed.Sum());

    /// <summary>Written as in a configuration: <c>none</c>, <c>balanced</c> or <c>[1, 2.5]</c>.</summary>
    public override string ToString() => IsBalanced ? "balanced" : _listed.Length == 0 ? "none"
        : $"[{string.Join(", ", _listed.Select(weight => weight.ToString(CultureInfo.InvariantCulture)))}]";
}
