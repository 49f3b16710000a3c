using Vireo.Training.Bundles;
using Vireo.Training.Runs;
using Vireo.Vision.Zoo;
using Vireo.Weights;

namespace Vireo.Training.Classification;

/// <summary>What a training begins with instead of drawn weights: a weight file, a run, or a bundle.</summary>
internal static class StartingWeights
{
    /// <summary>Throws what <see cref="Load"/> would throw about a file that is none of these.</summary>
    public static void Check(string path)
    {
        if (IsModel(path)) ModelBundle.Open(path, _ => { });
        else WeightFile.Read(path).Dispose();
    }

    /// <summary>Fills the variables that it has in the right shape.</summary>
    /// <param name="model">To be filled.</param>
    /// <param name="path">Where the weights are.</param>
    /// <param name="warn">Told what was not found.</param>
    /// <exception cref="BadModelFileException">It is damaged, or nothing fits.</exception>
    public static void Load(VisionModel model, string path, Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(warn);
        var skipped = IsModel(path) ? Copy(ModelBundle.Open(path, warn), model, path) : Read(model, path);
        if (skipped.Count > 0)
            warn($"not in {path}, or of another shape, so drawn afresh: {string.Join(", ", skipped)}");
    }

    private static bool IsModel(string path) => RunFolder.IsRunAt(path)
        || path.EndsWith(ModelBundle.Extension, StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyList<string> Read(VisionModel model, string path)
    {
        using var file = WeightFile.Read(path);
        return ModuleWeights.LoadMatching(model.Everything, file);
    }

    private static List<string> Copy(ModelBundle bundle, VisionModel model, string path)
    {
        var (found, skipped) = (bundle.Model.Everything.ToDictionary(v => v.Path, v => v.Variable), new List<string>());
        foreach (var (name, variable) in model.Everything)
        {
            if (found.TryGetValue(name, out var own) && own.Spec == variable.Spec) variable.Set(own.ToDoubles());
            else skipped.Add(name);
        }

        return skipped.Count < model.Everything.Count() ? skipped : throw new UsageException("VIR2856",
            $"{path} is a {bundle.Description.Model}, and nothing of it fits the model to be trained. Name the same: "
            + $"--model {bundle.Description.Model}, or --config with the configuration of that run.");
    }
}
