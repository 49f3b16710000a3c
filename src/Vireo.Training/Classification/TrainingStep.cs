using Vireo.Graph;
using Vireo.Layers;
using Vireo.Losses;
using Vireo.Optimizers;
using Vireo.Vision.Zoo;

namespace Vireo.Training.Classification;

/// <summary>One step of learning as a compiled graph: forward, loss, backward, clipping, optimizer, moving
/// average.</summary>
public sealed class TrainingStep
{
    private readonly CompiledStep _step;
    private readonly Shape _images;
    private readonly long _seed;

    /// <summary>Builds and compiles the step for one batch size.</summary>
    /// <param name="model">Learns.</param>
    /// <param name="optimizer">Its rate must be set before each run.</param>
    /// <param name="average">Follows the model; null for none.</param>
    /// <param name="options">Sizes and loss.</param>
    public TrainingStep(VisionModel model, Optimizer optimizer, MovingAverage? average, TrainingStepOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(options);
        _images = [options.BatchSize, 3, options.ImageSize, options.ImageSize];
        _seed = (long)(options.Seed & ((1UL << 53) - 1));
        var images = Tensor.Placeholder(_images, title: "images");
        var labels = Tensor.Placeholder([options.BatchSize], DType.I64, "labels");
        var random = Tensor.Placeholder([2], DType.I64, "random state");

        var pass = Pass.Training(random);
        var logits = model.Call(images, pass);
        var weights = options.ClassWeights is { } w ? Tensor.From(w, [w.Length]) : null;
        var loss = logits.CrossEntropy(labels, options.LabelSmoothing, weights);

        var parameters = model.Parameters.ToList();
        IReadOnlyList<Tensor> gradients = Gradients.Of(loss, [.. parameters.Select(p => p.Variable.Value)]);
        var norm = GradientClipping.Norm(gradients);
        // Infinity minus infinity is no number either: the sum is finite only when both are.
        var guard = loss + norm;
        if (options.GradientClip > 0) gradients = GradientClipping.ByNorm(gradients, norm, options.GradientClip);
        var updates = optimizer.Step([.. parameters.Select((p, i) => (p.Path, p.Variable, gradients[i]))])
            .Concat(pass.Updates).ToList();
        if (average is not null) updates.AddRange([.. average.Step(updates, optimizer.Steps.Value)]);
        _step = Engine.Compile([images, labels, random], [loss, logits, norm], updates, guard);
    }

    /// <summary>Exact peak of intermediate values and working memory, in bytes.</summary>
    public long ArenaBytes => _step.ArenaBytes;

    /// <summary>Multiply-adds of forward and backward pass together.</summary>
    public long Macs => _step.Macs;

    /// <summary>One line per kernel.</summary>
    public IEnumerable<string> Explain() => _step.Explain();

    /// <summary>Learns from a batch.</summary>
    /// <param name="images">Normalised images, <c>[N, H, W, C]</c> as they lie.</param>
    /// <param name="labels">Classes, <c>[N]</c>.</param>
    /// <param name="step">Number of this step since the start of the run; what is random depends on it alone.</param>
    /// <exception cref="NonFiniteException">The loss or a gradient is not finite; nothing was changed.</exception>
    public TrainingResult Run(ReadOnlySpan<float> images, ReadOnlySpan<int> labels, long step)
    {
        var results = _step.Run(Data(images, labels, step));
        return new(results[0].ToScalar(), results[1].ToArray<float>(), results[2].ToScalar());
    }

    /// <summary>Learns from a batch and says how long every kernel of <see cref="Explain"/> took.</summary>
    /// <inheritdoc cref="Run"/>
    public IReadOnlyList<TimeSpan> Measure(ReadOnlySpan<float> images, ReadOnlySpan<int> labels, long step) =>
        _step.Measure(Data(images, labels, step));

    private Tensor[] Data(ReadOnlySpan<float> images, ReadOnlySpan<int> labels, long step)
    {
        var wide = new long[labels.Length];
        for (var i = 0; i < wide.Length; i++) wide[i] = labels[i];
        return
        [
            Tensor.FromChannelsLast(images, _images), Tensor.From(wide, [wide.Length]), Tensor.From<long>(_seed, step),
        ];
    }
}
