using Vireo.Graph;
using Vireo.Layers;
using Vireo.Losses;
using Vireo.Ops;
using Vireo.Optimizers;
using Vireo.Profiling;
using Vireo.Vision.Augment.Mixing;

namespace Vireo.Training.Classification;

/// <summary>One step of learning as a compiled graph: forward, loss, backward, clipping, optimizer, moving average.
/// With accumulation there are two graphs: one adds the gradients of a batch to those before it, the other does the
/// rest once enough are together, so that memory is that of one batch.</summary>
public sealed class TrainingStep
{
    private readonly CompiledStep _step;
    private readonly CompiledStep? _update;
    private readonly ImageBuffer _images;
    private readonly long _seed;
    private readonly int _accumulate;
    private readonly float[]? _soft;

    /// <summary>Builds and compiles the step for one batch size.</summary>
    /// <param name="model">Learns.</param>
    /// <param name="optimizer">Its rate must be set before each run.</param>
    /// <param name="average">Follows the model; null for none.</param>
    /// <param name="options">Sizes and loss.</param>
    /// <exception cref="UsageException">A group of parameters matches nothing.</exception>
    public TrainingStep(Module model, Optimizer optimizer, MovingAverage? average, TrainingStepOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Accumulate);
        Shape shape = [options.BatchSize, 3, options.ImageSize, options.ImageSize];
        _images = new(shape);
        _seed = (long)(options.Seed & ((1UL << 53) - 1));
        _accumulate = options.Accumulate;
        var images = Tensor.Placeholder(shape, title: "images");
        var random = Tensor.Placeholder([2], DType.I64, "random state");

        var pass = Pass.Training(random);
        var logits = model.Call(images, pass);
        if (options.SoftLabels) _soft = new float[checked(options.BatchSize * logits.Shape[1])];
        var labels = options.SoftLabels
            ? Tensor.Placeholder([options.BatchSize, logits.Shape[1]], title: "soft labels")
            : Tensor.Placeholder([options.BatchSize], DType.I64, "labels");
        var (loss, share) = LossOf(logits, labels, options);
        Tensor[] results = [logits];
        if (options.Distiller is { } distiller)
        {
            var isLabelled = distiller.Config.Labels;
            (loss, var taught) = distiller.Loss(isLabelled ? loss : null, images, pass, logits, labels);
            (share, results) = (isLabelled ? share : null, [logits, taught]);
        }

        var learning = new Learning(model, optimizer, average, options);
        Tensor[] inputs = [images, labels, random];
        if (_accumulate == 1)
        {
            var gradients = learning.GradientsOf(loss);
            var (norm, updates) = learning.Update(gradients, pass.Updates);
            // Infinity minus infinity is no number either: the sum is finite only when both are.
            _step = Engine.Compile(
                inputs, [loss, norm, .. results], updates, loss + norm, options.Precision,
                options.MemoryBudget?.Invoke());
            return;
        }

        // The mean over several batches is that over one large batch: each counts by what its mean was divided by.
        var sum = new GradientAccumulator(learning.Parameters);
        var parts = learning.GradientsOf(share is null ? loss : loss * share);
        _step = Engine.Compile(
            inputs, [loss, GradientClipping.Norm(parts), .. results],
            [.. sum.Add(parts, share ?? Tensor.Scalar(1, loss.DType)), .. pass.Updates],
            loss + GradientClipping.Norm(parts), options.Precision, options.MemoryBudget?.Invoke());
        var (length, changes) = learning.Update(sum.Mean, []);
        _update = Engine.Compile([], [length], [.. changes, .. sum.Clear()], guard: length);
        Gathered = sum.State;
    }

    /// <summary>The mean loss, and what it was divided by where that is not the number of images: the weight of the
    /// labels.</summary>
    /// <remarks>A mixed label weighs what its classes weigh, each by its probability: an image that is not mixed then
    /// counts as it does without mixing.</remarks>
    private static (Tensor Loss, Tensor? Share) LossOf(Tensor logits, Tensor labels, TrainingStepOptions options)
    {
        var smoothing = options.LabelSmoothing;
        if (options.ClassWeights is not { } listed) return (logits.CrossEntropy(labels, smoothing), null);
        var weights = Tensor.From(listed, [listed.Length]);
        if (!options.SoftLabels)
            return (logits.CrossEntropy(labels, smoothing, weights), weights.Gather(0, labels).Sum());
        var share = (labels * weights).Sum();
        return (logits.CrossEntropy(labels, smoothing, weights, reduction: Reduction.Sum) / share, share);
    }

    /// <summary>Exact peak of intermediate values and working memory, in bytes.</summary>
    public long ArenaBytes => _step.ArenaBytes + (_update?.ArenaBytes ?? 0);

    /// <summary>Multiply-adds of forward and backward pass together.</summary>
    public long Macs => _step.Macs;

    /// <summary>Batches whose gradients wait for the optimizer.</summary>
    public int Pending { get; private set; }

    /// <summary>Sums of gradients that are kept between batches; empty without accumulation.</summary>
    public IEnumerable<(string Path, Variable Variable)> Gathered { get; } = [];

    /// <summary>What the plan costs as a whole, and what every pass did to it.</summary>
    public string Summary => _step.Summary;

    /// <summary>One line per kernel; with accumulation those of the optimizer come last.</summary>
    public IEnumerable<string> Explain() => _step.Explain().Concat(_update?.Explain() ?? []);

    /// <summary>Learns from a batch, or gathers its gradients until enough are together.</summary>
    /// <param name="images">Normalised images, <c>[N, H, W, C]</c> as they lie.</param>
    /// <param name="labels">Classes, <c>[N]</c>.</param>
    /// <param name="step">Number of this step of the optimizer since the start of the run; what is random depends on it
    /// and on the batches gathered for it, and on nothing else.</param>
    /// <param name="mix">How the batch is mixed; null where it is not.</param>
    /// <exception cref="ArgumentException">There is a mix, and the step was not compiled for soft labels.</exception>
    /// <exception cref="NonFiniteException">The loss or a gradient is not finite; nothing was changed.</exception>
    public TrainingResult Run(
        ReadOnlySpan<float> images, ReadOnlySpan<int> labels, long step, BatchMix? mix = null)
    {
        var results = _step.Run(Data(images, labels, step, mix));
        var result = new TrainingResult(results[0].ToScalar(), results[2].ToArray<float>(), null)
        {
            Taught = results.Count > 3 ? results[3].ToArray<float>() : null,
        };
        if (_update is null) return result with { GradientNorm = results[1].ToScalar() };
        if (++Pending < _accumulate) return result;
        Pending = 0;
        return result with { GradientNorm = _update.Run()[0].ToScalar() };
    }

    /// <summary>Learns from a batch and says what that spent its time on; the optimizer is missing where it did not
    /// run.</summary>
    /// <inheritdoc cref="Run"/>
    public StepProfile Profile(
        ReadOnlySpan<float> images, ReadOnlySpan<int> labels, long step, BatchMix? mix = null)
    {
        var start = ProfileSpan.Now;
        var data = Data(images, labels, step, mix);
        var copied = new ProfileSpan
        {
            Op = "copy batch", Phase = StepPhase.Load, Bytes = 2L * sizeof(float) * images.Length,
        }.Since(start);
        var profile = _step.Profile(data);
        List<ProfileSpan> spans = [copied, .. profile.Spans];
        if (_update is not null && ++Pending >= _accumulate)
        {
            Pending = 0;
            // Gradients come to it as variables: nothing else tells it from a forward pass.
            profile = _update.Profile();
            spans.AddRange(profile.Spans.Select(span => span with { Phase = StepPhase.Update }));
        }

        return StepProfile.Between(start, profile.End, spans);
    }

    private Tensor[] Data(ReadOnlySpan<float> images, ReadOnlySpan<int> labels, long step, BatchMix? mix)
    {
        if (mix is not null && _soft is null)
            throw new ArgumentException("Only a step with soft labels learns from mixed images.", nameof(mix));

        // The mixture takes the place of the copy: no second batch is held.
        if (mix is null) _images.Fill(images);
        else mix.Apply(images, _images.Values);
        return [_images.Tensor, Labels(labels, mix), Tensor.From<long>(_seed, step * _accumulate + Pending)];
    }

    private Tensor Labels(ReadOnlySpan<int> labels, BatchMix? mix)
    {
        if (_soft is not null)
        {
            (mix ?? BatchMix.None(labels.Length, default)).WriteLabels(labels, _soft);
            return Tensor.From(_soft, [labels.Length, _soft.Length / labels.Length]);
        }

        var wide = new long[labels.Length];
        for (var i = 0; i < wide.Length; i++) wide[i] = labels[i];
        return Tensor.From(wide, [wide.Length]);
    }

    /// <summary>From gradients to updates of what learns; frozen parameters have neither.</summary>
    private sealed class Learning(
        Module model, Optimizer optimizer, MovingAverage? average, TrainingStepOptions options)
    {
        private readonly List<((string Path, Variable Variable) Parameter, bool IsFrozen)> _all =
        [
            .. Of(model, options)
                .Zip(optimizer.Rules([.. Of(model, options).Select(p => (p.Path, p.Variable.Shape))]))
                .Select(p => (p.First, p.Second.IsFrozen)),
        ];

        private static IEnumerable<(string Path, Variable Variable)> Of(Module model, TrainingStepOptions options) =>
            model.Parameters.Concat(options.Distiller?.Parameters ?? []);

        public IEnumerable<(string Path, Variable Variable)> Parameters =>
            _all.Where(p => !p.IsFrozen).Select(p => p.Parameter);

        public Tensor[] GradientsOf(Tensor loss) =>
            Gradients.Of(loss, [.. Parameters.Select(p => p.Variable.Value)]);

        public (Tensor Norm, IReadOnlyList<Update> Updates) Update(
            IReadOnlyList<Tensor> gradients, IEnumerable<Update> others)
        {
            var norm = GradientClipping.Norm(gradients);
            gradients = Clipped(gradients, norm);
            var next = new Queue<Tensor>(gradients);
            // The optimizer is told of the frozen too, so that it can check its groups; it does not look at the zeros.
            var updates = optimizer.Step([.. _all.Select(p => (p.Parameter.Path, p.Parameter.Variable,
                p.IsFrozen
                    ? Tensor.Full(0, p.Parameter.Variable.Shape, p.Parameter.Variable.Spec.DType)
                    : next.Dequeue()))]).Concat(others).ToList();
            if (average is not null) updates.AddRange([.. average.Step(updates, optimizer.Steps.Value)]);
            return (norm, updates);
        }

        private IReadOnlyList<Tensor> Clipped(IReadOnlyList<Tensor> gradients, Tensor norm)
        {
            var (limit, most) = (options.GradientClip, options.GradientClipValue);
            if (most > 0)
            {
                gradients = GradientClipping.ByValue(gradients, most);
                if (limit > 0) norm = GradientClipping.Norm(gradients);
            }

            return limit > 0 ? GradientClipping.ByNorm(gradients, norm, limit) : gradients;
        }
    }
}
