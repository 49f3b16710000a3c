using Vireo.Training.Classification;
using Vireo.Training.Config;
using Vireo.Training.Runs;

namespace Vireo.Training.Distillation;

/// <summary>The teacher that a configuration names.</summary>
internal static class RunDistillation
{
    /// <summary>Throws when the keys of the section contradict each other or others.</summary>
    /// <exception cref="UsageException"><c>VIR2860</c>.</exception>
    public static void Check(RunConfig config)
    {
        var distill = config.Distill;
        if (distill.Teacher is null)
        {
            if (!distill.Labels || distill.Unlabelled is not null || distill.Features.Count > 0)
                throw Wrong("distill.labels, distill.unlabelled and distill.features need a distill.teacher.");
            return;
        }

        if (!distill.Labels && distill.Loss == DistillKind.Dkd)
            throw Wrong("distill.loss dkd takes the label from all else: without distill.labels choose kl or ssld.");
        if (!distill.Labels && distill.Weight == 0 && distill.Features.Count == 0)
            throw Wrong("without distill.labels, distill.weight and distill.features nothing is left to learn.");
        if (distill.Unlabelled is null) return;
        if (distill.Labels)
            throw Wrong("distill.unlabelled names images without labels: say distill.labels=false.");
        if (config.Data.Sampler != SamplerKind.Shuffled)
            throw Wrong("data.sampler goes by labels, which the images of distill.unlabelled do not have.");
    }

    /// <summary>Opens the teacher; null where there is none.</summary>
    /// <param name="config">The run.</param>
    /// <param name="classes">What the student tells apart; null where only cost matters.</param>
    /// <param name="warn">Told what was assumed.</param>
    /// <exception cref="UsageException">It tells other classes apart (<c>VIR2857</c>).</exception>
    public static Teacher? Open(RunConfig config, IReadOnlyList<string>? classes, Action<string> warn) =>
        config.Distill.Teacher is { } path ? Teacher.Read(path, classes, warn) : null;

    /// <summary>What a learner is taught by; null where there is no teacher.</summary>
    /// <param name="config">The run.</param>
    /// <param name="learner">Who learns.</param>
    /// <param name="classes">What it tells apart; null where only cost matters.</param>
    /// <param name="warn">Told what was assumed.</param>
    /// <exception cref="UsageException">The teacher tells other classes apart (<c>VIR2857</c>).</exception>
    public static Distiller? For(
        RunConfig config, Learner learner, IReadOnlyList<string>? classes, Action<string> warn)
    {
        if (Open(config, classes, warn) is not { } teacher) return null;
        var side = config.Train.ImageSize;
        var preprocessing = ClassificationData.TransformsFor(config).EvalPipeline();
        return new(teacher, learner, [1, 3, side, side], config.Distill, preprocessing, config.Train.Seed);
    }

    /// <summary>Checks that a run goes on with the teacher it began with.</summary>
    /// <exception cref="UsageException"><c>VIR2861</c>: it is another.</exception>
    public static void CheckSame(RunTeacher? before, RunTeacher? now, string? path)
    {
        if (before == now) return;
        throw new UsageException("VIR2861", $"the run was begun with another teacher than {path}: its weights have the "
            + $"hash {before?.Hash}, these {now?.Hash}. Resume it with its own: -o distill.teacher=PATH.");
    }

    /// <summary>What a run writes down of its teacher; null where there is none.</summary>
    public static RunTeacher? Record(Teacher? teacher) =>
        teacher is null ? null : new(teacher.Name, teacher.Hash());

    private static UsageException Wrong(string message) => new("VIR2860", message);
}
