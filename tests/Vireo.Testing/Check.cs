namespace Vireo.Testing;

/// <summary>What must hold of every op. For our own tests and for those of users who write ops.</summary>
public static class Check
{
    /// <summary>Throws unless all numbers agree.</summary>
    /// <param name="expected">The truth.</param>
    /// <param name="actual">What was computed.</param>
    /// <param name="tolerance">Largest difference, relative to the greatest magnitude of the truth, or absolute if that
    /// is below one.</param>
    /// <param name="what">What is compared, for the message.</param>
    /// <exception cref="InvalidOperationException">They differ.</exception>
    public static void Close(
        ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance, string what = "values")
    {
        if (expected.Length != actual.Length)
        {
            throw new InvalidOperationException($"{what}: {actual.Length} numbers instead of {expected.Length}");
        }

        var scale = 1.0;
        foreach (var e in expected) scale = double.IsFinite(e) ? Math.Max(scale, Math.Abs(e)) : scale;
        for (var i = 0; i < expected.Length; i++)
        {
            var same = expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= tolerance * scale;
            if (same) continue;
            throw new InvalidOperationException(
                $"{what}: number {i} is {actual[i]:R} instead of {expected[i]:R} (allowed {tolerance * scale:g2})");
        }
    }

    /// <summary>Checks an op on a case: the shape it promises; its values computed by the engine in double and in single
    /// precision, from operands that lie as they are and from views of others; every kernel that is offered against the
    /// op's reference, managed ones to the same bits with one, two and four threads; its gradient and the gradient of
    /// that against central differences.</summary>
    /// <exception cref="InvalidOperationException">Something does not hold.</exception>
    public static void Conforms(OpCase test)
    {
        ArgumentNullException.ThrowIfNull(test);
        foreach (var variant in test.Variants())
        {
            var trial = new OpTrial(variant);
            ValueCheck.Run(trial);
            KernelCheck.Run(trial);
            if (variant.ChecksGradient) GradientCheck.Run(trial);
        }
    }
}
