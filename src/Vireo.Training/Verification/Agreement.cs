namespace Vireo.Training.Verification;

/// <summary>How far the answers of one way of computing are from those of the trainer's graph.</summary>
/// <param name="Way">What answered.</param>
/// <param name="Largest">Largest difference of a probability.</param>
/// <param name="Mean">Mean difference of a probability.</param>
/// <param name="OtherLabels">Images whose most probable class is another.</param>
/// <param name="Worst">The image with the largest difference.</param>
public sealed record Agreement(string Way, double Largest, double Mean, int OtherLabels, string Worst)
{
    /// <summary>Whether every label is the same and no probability differs by more.</summary>
    public bool IsWithin(double tolerance) => OtherLabels == 0 && Largest <= tolerance;

    /// <summary>Compares answers, a row of probabilities for each image.</summary>
    internal static Agreement Of(
        string way, IReadOnlyList<string> images, IReadOnlyList<float[]> truth, IReadOnlyList<float[]> answers)
    {
        var (largest, sum, count, others, worst) = (0.0, 0.0, 0L, 0, images[0]);
        for (var i = 0; i < images.Count; i++)
        {
            // Not a number differs from everything, infinitely.
            var differences = truth[i].Zip(answers[i], (a, b) => float.IsNaN(a - b)
                ? double.PositiveInfinity : Math.Abs((double)a - b)).ToList();
            (sum, count) = (sum + differences.Sum(), count + differences.Count);
            if (Best(truth[i]) != Best(answers[i])) others++;
            if (differences.Max() is var most && most > largest) (largest, worst) = (most, images[i]);
        }

        return new(way, largest, sum / count, others, worst);
    }

    private static int Best(float[] probabilities) => Array.IndexOf(probabilities, probabilities.Max());
}
