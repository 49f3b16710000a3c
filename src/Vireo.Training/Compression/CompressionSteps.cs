using Vireo.Training.Config;

namespace Vireo.Training.Compression;

/// <summary>Which steps a compression takes, in their order: whoever has another one adds it here.</summary>
internal static class CompressionSteps
{
    /// <summary>Name of the first step, which all others are compared with.</summary>
    public const string Single = "f32";

    private const string Brain = "bf16", Bytes = "int8", Pruned = "pruned", PrunedBytes = "pruned-int8";
    private const string TrainedBytes = "int8-trained";

    /// <summary>The steps that a request asks for and that make sense on this machine.</summary>
    public static IReadOnlyList<CompressionStep> For(CompressionRequest request)
    {
        List<CompressionStep> steps = [new(Single, work => work.Floating(PrecisionChoice.F32))];
        if (Precision.Automatic.Compute == DType.BF16)
            steps.Add(new(Brain, work => work.Floating(PrecisionChoice.Bf16)));
        steps.Add(new(Bytes, work => work.InBytes(Bytes, Single)) { FloatStep = Single });
        // Steps that learn: each trains on from the run with keys of its own, and its best model is what counts.
        if (request.TrainInBytes)
        {
            steps.Add(new(TrainedBytes, work => work.Trained(TrainedBytes, work.Onwards(
                new("init.weights", Path.GetFullPath(request.Model), TrainedBytes), new("quant.mode", "lsq", TrainedBytes))))
            {
                FloatStep = Single, Trains = true,
            });
        }

        if (request.Prune is { } share)
        {
            steps.Add(new(Pruned, work => work.Trained(Pruned, work.Pruned(share))) { Trains = true });
            steps.Add(new(PrunedBytes, work => work.InBytes(PrunedBytes, Pruned)) { FloatStep = Pruned });
        }

        return steps;
    }

    /// <summary>Throws when a request asks for a share that cannot be.</summary>
    /// <exception cref="UsageException"><c>VIR2879</c>: a number of the request is out of its range.</exception>
    public static void Check(CompressionRequest request)
    {
        if (!(request.Budget is >= 0 and <= 1))
            throw new UsageException("VIR2879", $"a budget of {request.Budget} is no share from 0 to 1 (0% to 100%).");
        if (request.Prune is not (null or (> 0 and < 1)))
        {
            throw new UsageException("VIR2879",
                $"a model cannot keep {request.Prune} of its multiply-adds: name a share between 0 and 1.");
        }

        if (request.Epochs is < 1)
            throw new UsageException("VIR2879", $"{request.Epochs} epochs are too few to learn anything again.");
    }
}
