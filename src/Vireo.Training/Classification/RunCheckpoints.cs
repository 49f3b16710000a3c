using System.Text.Json;
using Vireo.Layers;
using Vireo.Optimizers;
using Vireo.Training.Runs;
using Vireo.Weights;

namespace Vireo.Training.Classification;

/// <summary>Saves and restores all that a training consists of: weights, moving averages, optimizer,
/// position.</summary>
internal sealed class RunCheckpoints(
    CheckpointStore store, Learner learner, Optimizer optimizer, MovingAverage? average, Module? distiller = null)
{

    /// <summary>Weights of the model as it learns.</summary>
    public const string ModelFile = "model.safetensors";

    /// <summary>Moving averages of the weights, where they are kept; they predict better.</summary>
    public const string AverageFile = "average.safetensors";

    /// <summary>What learns beside the model, and its moving averages.</summary>
    public const string BesideFile = "beside.safetensors", BesideAverageFile = "beside_average.safetensors";

    // What compares the model with a teacher.
    private const string ProjectionFile = "projections.safetensors";

    private const string OptimizerFile = "optimizer.safetensors";
    private const string StateFile = "trainer.json";
    private const long MostStateBytes = 256L << 20;

    /// <summary>Saves everything.</summary>
    /// <param name="state">Where the training stands.</param>
    /// <param name="bestScore">Its score, when it is the best so far.</param>
    public void Save(TrainerState state, double? bestScore = null)
    {
        var files = new List<CheckpointFile>
        {
            WeightsOf(ModelFile, learner.Model.Everything),
            new(OptimizerFile, stream => SafeTensorsFile.Write(stream, ModuleWeights.Entries(optimizer.State))),
            new(StateFile, stream => JsonSerializer.Serialize(stream, state, RunJson.Readable.TrainerState)),
        };
        if (average is not null) files.Add(WeightsOf(AverageFile, OfModel));
        if (learner.Beside.Any()) files.Add(WeightsOf(BesideFile, learner.Beside));
        if (Projections.Any()) files.Add(WeightsOf(ProjectionFile, Projections));
        if (average is not null && OfRest.Any()) files.Add(WeightsOf(BesideAverageFile, OfRest));
        store.Save(state.Step, files, bestScore);
    }

    private IEnumerable<(string Path, Variable Variable)> Projections => distiller?.Everything ?? [];

    private static CheckpointFile WeightsOf(string name, IEnumerable<(string Path, Variable Variable)> variables) =>
        new(name, stream => SafeTensorsFile.Write(stream, ModuleWeights.Entries(variables)));

    private IEnumerable<(string Path, Variable Variable)> Averages => average?.State ?? [];

    private IEnumerable<(string Path, Variable Variable)> OfModel =>
        Averages.ExceptBy(learner.Beside.Select(v => v.Path), v => v.Path);

    private IEnumerable<(string Path, Variable Variable)> OfRest =>
        Averages.IntersectBy(learner.Beside.Select(v => v.Path), v => v.Path);

    /// <summary>Whether what learns beside the model was restored.</summary>
    public bool HasBeside { get; private set; }

    /// <summary>Saves what a training can begin with instead of drawn weights.</summary>
    public static void Begin(CheckpointStore store, Module model, double averageDecay)
    {
        var weights = ModuleWeights.Entries(model.Everything);
        var files = new List<CheckpointFile>
        {
            new(ModelFile, stream => SafeTensorsFile.Write(stream, weights)),
            new(StateFile, stream => JsonSerializer.Serialize(stream, new(), RunJson.Readable.TrainerState)),
        };
        if (averageDecay > 0) files.Add(new(AverageFile, stream => SafeTensorsFile.Write(stream, weights)));
        store.Save(0, files);
    }

    /// <summary>Restores the latest checkpoint that is whole.</summary>
    /// <returns>Where the training stood; null when there is no checkpoint.</returns>
    /// <exception cref="BadModelFileException">All are damaged, or they are of another model.</exception>
    public TrainerState? Restore()
    {
        if (store.LatestValid() is not { } checkpoint) return null;
        Load(checkpoint[ModelFile], learner.Model.Everything);
        // What a training begins with has seen no optimizer yet.
        var isStart = checkpoint.Step == 0 && !checkpoint.Files.Contains(OptimizerFile);
        if (!isStart) Load(checkpoint[OptimizerFile], optimizer.State);
        if (average is not null) Load(checkpoint[AverageFile], OfModel);
        bool Has(string file) => !isStart || checkpoint.Files.Contains(file);
        if (learner.Beside.Any() && Has(BesideFile)) RestoreBeside(checkpoint);
        if (Projections.Any() && Has(ProjectionFile)) Load(checkpoint[ProjectionFile], Projections);
        var state = RunJson.ReadFile(checkpoint[StateFile], MostStateBytes, RunJson.Readable.TrainerState);
        var isBest = state is { Batch: 0, EpochsSinceBest: 0, Epoch: > 0 };
        if (isBest) store.MarkBest(state.Step, state.BestTop1);
        return state;
    }

    private void RestoreBeside(Checkpoint checkpoint)
    {
        Load(checkpoint[BesideFile], learner.Beside);
        if (average is not null) Load(checkpoint[BesideAverageFile], OfRest);
        HasBeside = true;
    }

    /// <summary>The checkpoint to predict with, and the file of its weights.</summary>
    /// <exception cref="BadModelFileException">There is none (<c>VIR2012</c>), or all are damaged.</exception>
    internal static (Checkpoint Checkpoint, string Weights) Best(CheckpointStore store, string run)
    {
        var checkpoint = store.Best([AverageFile, ModelFile, BesideFile, BesideAverageFile])
            ?? throw new BadModelFileException("VIR2012",
                $"{run} has no checkpoint yet; train it first, or --resume it.");
        return (checkpoint, checkpoint[checkpoint.Files.Contains(AverageFile) ? AverageFile : ModelFile]);
    }

    /// <summary>Fills variables from a file that must hold exactly them.</summary>
    internal static void Load(string path, IEnumerable<(string Path, Variable Variable)> variables)
    {
        using var file = SafeTensorsFile.Read(path);
        ModuleWeights.Load(variables, file, path);
    }
}
