using Vireo.Graph;

namespace Vireo.Testing;

/// <summary>Gradients in double precision against central differences: those of an op against its reference, those of
/// its gradient against the gradient.</summary>
internal static class GradientCheck
{
    private const double Step = 1e-5;

    public static void Run(OpTrial trial)
    {
        var rng = new Rng(8);
        var outputs = trial.Apply(DType.F64).Outputs;
        var seeds = Array.ConvertAll(outputs, y => y.DType.IsFloat ? Drawn(rng, y.Shape) : null);
        var inputs = Enumerable.Range(0, trial.Values.Length)
            .Where(i => trial.Case.Inputs[i] is { Type: null, IsFixed: false }).ToArray();
        var found = First(trial, seeds, inputs);
        for (var k = 0; k < inputs.Length; k++)
        {
            Check.Close(
                Differences(trial, seeds, inputs[k]), found[k], 1e-6, $"{trial.Case.Op}, gradient of input {inputs[k]}");
        }

        if (trial.Case.ChecksSecondGradient && inputs.Length > 0) Second(trial, seeds, inputs, rng);
    }

    /// <summary>Gradients of the inputs at their present numbers.</summary>
    private static double[][] First(OpTrial trial, double[]?[] seeds, int[] inputs)
    {
        var node = trial.Apply(DType.F64);
        var gradients = Gradients.Of(node.Outputs, Seeds(node, seeds), [.. inputs.Select(i => node.Inputs[i])]);
        return [.. gradients.Select((g, k) => g?.ToDoubles() ?? new double[trial.Values[inputs[k]].Length])];
    }

    /// <summary>The derivative of the gradient g(x) along a direction u, weighted with v: by the gradient of
    /// <c>⟨g, v⟩</c>, and by a difference of g.</summary>
    private static void Second(OpTrial trial, double[]?[] seeds, int[] inputs, Rng rng)
    {
        double[][] u = [.. inputs.Select(i => Drawn(rng, trial.Case.Inputs[i].Shape))];
        double[][] v = [.. inputs.Select(i => Drawn(rng, trial.Case.Inputs[i].Shape))];
        var node = trial.Apply(DType.F64);
        Tensor[] x = [.. inputs.Select(i => node.Inputs[i])];
        var gradients = Gradients.Of(node.Outputs, Seeds(node, seeds), x);
        var weights = gradients.Select((g, k) => g is null ? null : Tensor.From(v[k], g.Shape)).ToArray();
        var present = Enumerable.Range(0, x.Length).Where(k => gradients[k] is not null).ToArray();
        var second = Gradients.Of(
            [.. present.Select(k => gradients[k] ?? x[k])], [.. present.Select(k => weights[k])], x);
        var found = second.Select((s, k) => s is null ? 0 : Dot(s.ToDoubles(), u[k])).Sum();

        var up = Moved(trial, seeds, inputs, u, v, Step);
        var down = Moved(trial, seeds, inputs, u, v, -Step);
        Check.Close([(up - down) / (2 * Step)], [found], 1e-5, $"{trial.Case.Op}, gradient of the gradient");
    }

    private static double Moved(
        OpTrial trial, double[]?[] seeds, int[] inputs, double[][] u, double[][] v, double step)
    {
        var before = inputs.Select(i => (double[])trial.Values[i].Clone()).ToArray();
        for (var k = 0; k < inputs.Length; k++)
        {
            for (var i = 0; i < u[k].Length; i++) trial.Values[inputs[k]][i] += step * u[k][i];
        }

        var sum = First(trial, seeds, inputs).Select((g, k) => Dot(g, v[k])).Sum();
        for (var k = 0; k < inputs.Length; k++) before[k].CopyTo(trial.Values[inputs[k]], 0);
        return sum;
    }

    private static double[] Differences(OpTrial trial, double[]?[] seeds, int input)
    {
        var values = trial.Values[input];
        var result = new double[values.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var before = values[i];
            values[i] = before + Step;
            var up = Weighted(trial.Oracle(), seeds);
            values[i] = before - Step;
            var down = Weighted(trial.Oracle(), seeds);
            values[i] = before;
            result[i] = (up - down) / (2 * Step);
        }

        return result;
    }

    private static double Weighted(double[][] outputs, double[]?[] seeds) =>
        outputs.Select((y, k) => seeds[k] is { } weights ? Dot(y, weights) : 0).Sum();

    private static Tensor?[] Seeds(Node node, double[]?[] seeds) =>
        [.. seeds.Select((s, k) => s is null ? null : Tensor.From(s, node.Outputs[k].Shape))];

    private static double[] Drawn(Rng rng, Shape shape)
    {
        var values = new double[shape.Count];
        for (var i = 0; i < values.Length; i++) values[i] = rng.UniformDouble() - 0.5;
        return values;
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
