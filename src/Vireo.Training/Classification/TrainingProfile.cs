using Vireo.Native;
using Vireo.Optimizers;
using Vireo.Profiling;
using Vireo.Training.Config;
using Vireo.Training.Distillation;
using Vireo.Vision.Datasets;

namespace Vireo.Training.Classification;

/// <summary>A few steps of a training, and what they spent their time on.</summary>
public sealed record TrainingProfile
{
    // The first steps make threads, memory and caches, and the runtime compiles what is called often a second time.
    private const int Warmup = 2;
    private static readonly TimeSpan WarmupTime = TimeSpan.FromSeconds(2);

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Number of classes.</summary>
    public required int Classes { get; init; }

    /// <summary>Images per step of the optimizer: the batch, times the batches that are gathered for a step.</summary>
    public required int Images { get; init; }

    /// <summary>Side of the images, in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>The steps in their order.</summary>
    public required IReadOnlyList<StepProfile> Steps { get; init; }

    /// <summary>The shortest step: the one that other programs disturbed least.</summary>
    public StepProfile Fastest => Steps.MinBy(s => s.Duration)
        ?? throw new InvalidOperationException("no step was run");

    /// <summary>Runs steps as a training would, with a learning rate of zero: nothing is learned or written.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <exception cref="UsageException">There is no such run or model.</exception>
    /// <exception cref="BadDataException">The data cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TrainingProfile Run(ProfileRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(request.Steps);
        var (config, classes) = NamedConfig.Find(request.Name, request.BatchSize, request.ImageSize);
        // Of several sizes the largest: all others take less.
        config = config with { Train = config.Train with { ImageSize = config.Train.Sides[^1], MultiScale = [] } };
        var data = request.Data is { } source
            ? ClassificationData.Open(
                config with { Data = config.Data with { Train = source, Val = null } }, cancellation: cancellation)
            : null;
        classes = request.Classes ?? data?.Train.Classes.Count ?? classes;
        if (data is not null) config = Fitting(config, data);
        if (config.Train.Threads > 0) Workers.Count = config.Train.Threads;
        var step = Compile(config, classes, data);
        var batches = data is null ? Drawn(step, config, classes)
            : Loaded(step, data.TrainLoader(), BatchMixer.Of(config));
        return new()
        {
            Model = config.Model.Name, Classes = classes, Images = config.Train.BatchSize * config.Train.Accumulate,
            ImageSize = config.Train.ImageSize,
            Steps = Measure(batches, request.Steps, config.Train.Accumulate, cancellation),
        };
    }

    // As a training does where the data does not fill a batch or a step.
    internal static RunConfig Fitting(RunConfig config, ClassificationData data) => config with
    {
        Train = config.Train with
        {
            BatchSize = Math.Min(config.Train.BatchSize, data.Train.Samples.Count),
            Accumulate = RunSteps.Of(config.Train, data.TrainLoader()).Accumulate,
        },
    };

    private static TrainingStep Compile(RunConfig config, int classes, ClassificationData? data)
    {
        var learner = new Learner(config, RunModel.Create(config, classes));
        var optimizer = RunModel.CreateOptimizer(config, learner);
        optimizer.Rate.Set([0]);
        var average = config.Ema.Decay > 0 ? new MovingAverage(learner.Everything, config.Ema.Decay) : null;
        return new(learner, optimizer, average, TrainingStepOptions.Of(config, data?.Train) with
        {
            Distiller = RunDistillation.For(config, learner, classes: null, _ => { }),
        });
    }

    /// <summary>Learns from a batch that is there.</summary>
    private delegate StepProfile Learn(long step);

    private static List<StepProfile> Measure(
        IEnumerable<Learn> batches, int steps, int accumulate, CancellationToken cancellation)
    {
        var profiles = new List<StepProfile>();
        using var next = batches.GetEnumerator();
        var begun = ProfileSpan.Now;
        for (var i = 0; profiles.Count < steps; i++)
        {
            var isWarm = i >= Warmup && ProfileSpan.Now - begun >= WarmupTime;
            var (start, end) = (ProfileSpan.Now, TimeSpan.Zero);
            var spans = new List<ProfileSpan>();
            for (var part = 0; part < accumulate; part++)
            {
                cancellation.ThrowIfCancellationRequested();
                var asked = ProfileSpan.Now;
                if (!next.MoveNext()) throw new InvalidOperationException("the batches have come to an end");
                spans.Add(new ProfileSpan { Op = "wait for data", Phase = StepPhase.Load }.Since(asked));
                var learnt = next.Current(i);
                spans.AddRange(learnt.Spans);
                end = learnt.End;
            }

            if (isWarm) profiles.Add(StepProfile.Between(start, end, spans));
        }

        return profiles;
    }

    private static IEnumerable<Learn> Drawn(TrainingStep step, RunConfig config, int classes)
    {
        var (train, mixer) = (config.Train, BatchMixer.Of(config));
        var rng = new Rng(train.Seed);
        var images = new float[checked(train.BatchSize * train.ImageSize * train.ImageSize * 3)];
        foreach (ref var pixel in images.AsSpan()) pixel = rng.Uniform(-2, 2);
        var labels = new int[train.BatchSize];
        foreach (ref var label in labels.AsSpan()) label = rng.Below(classes);
        while (true)
        {
            yield return number => step.Profile(
                images, labels, number, mixer?.Draw(0, (int)number, train.BatchSize, train.ImageSize));
        }
    }

    private static IEnumerable<Learn> Loaded(TrainingStep step, Loader loader, BatchMixer? mixer)
    {
        for (var epoch = 0; ; epoch++)
        {
            foreach (var batch in loader.Epoch(epoch))
            {
                var mix = mixer?.Draw(epoch, batch);
                yield return number => step.Profile(batch.Images, batch.Labels, number, mix);
            }
        }
    }
}
