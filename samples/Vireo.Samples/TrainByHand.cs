using Vireo.Graph;
using Vireo.Layers;
using Vireo.Losses;
using Vireo.Optimizers;

namespace Vireo.Samples;

/// <summary>An own training loop: one graph for loss, gradients and update, compiled once and run many times.</summary>
public static class TrainByHand
{
    public static void Run(TextWriter output)
    {
        var model = new Sequential(new Linear(2, 32), new Activation(ActivationKind.Tanh), new Linear(32, 2));
        model.Initialise(new Rng(1));

        var points = Tensor.Placeholder([64, 2]);
        var labels = Tensor.Placeholder([64], DType.I64);
        var loss = model.Call(points, Pass.Training()).CrossEntropy(labels);

        var adam = new Adam();
        adam.Rate.Set([0.01]);
        var parameters = model.Parameters.ToList();
        var gradients = Gradients.Of(loss, [.. parameters.Select(p => p.Variable.Value)]);
        var updates = adam.Step([.. parameters.Select((p, i) => (p.Path, p.Variable, gradients[i]))]);
        var step = Engine.Compile([points, labels], [loss], updates, guard: loss);

        var rng = new Rng(2);
        for (var i = 0; i <= 600; i++)
        {
            var (x, y) = Rings(rng);
            var found = step.Run(Tensor.From(x, [64, 2]), Tensor.From(y, [64]))[0].ToScalar();
            if (i % 200 == 0) output.WriteLine($"step {i}: loss {found:f3}");
        }
    }

    /// <summary>Points inside (0) and outside (1) of a circle.</summary>
    private static (float[] Points, long[] Labels) Rings(Rng rng)
    {
        var (points, labels) = (new float[128], new long[64]);
        for (var i = 0; i < labels.Length; i++)
        {
            var (x, y) = (points[2 * i], points[2 * i + 1]) = (rng.Uniform(-1, 1), rng.Uniform(-1, 1));
            labels[i] = x * x + y * y > 0.6f ? 1 : 0;
        }

        return (points, labels);
    }
}
