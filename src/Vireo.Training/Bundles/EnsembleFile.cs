using System.Globalization;
using System.Text.Json;
using Vireo.Training.Runs;

namespace Vireo.Training.Bundles;

/// <summary>The file of an ensemble: a container as that of a bundle, with a folder for each member that holds the
/// files of one. An ensemble within an ensemble is written as its members, so that there is no depth.</summary>
internal static class EnsembleFile
{
    /// <summary>The file that says how members answer together; no bundle has it.</summary>
    public const string Name = "ensemble.json";

    /// <summary>Writes an ensemble.</summary>
    public static void Save(ModelEnsemble ensemble, string path)
    {
        List<(string, Action<Stream>)> files =
        [
            (Name, stream => JsonSerializer.Serialize(
                stream, new() { Weights = ensemble.Weights }, RunJson.Readable.EnsembleDescription)),
        ];
        foreach (var (i, member) in ensemble.Members.Index())
            files.AddRange(member.Files(path).Files.Select(f => (Folder(i) + f.Name, f.Write)));
        BundleFile.Write(path, files, BundleFile.NewestFormat);
    }

    /// <summary>Opens all but the weights of an ensemble, or of a bundle as an ensemble of one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isSingle">Whether one model is needed.</param>
    /// <exception cref="BadModelFileException">It is damaged, or what it says cannot be true
    /// (<c>VIR2807</c>).</exception>
    /// <exception cref="UsageException"><c>VIR2808</c>: one model is needed and there are several.</exception>
    public static (ModelEnsemble Ensemble, Action ReadWeights) Begin(string path, bool isSingle = false)
    {
        var file = BundleFile.Open(path);
        try
        {
            var (ensemble, readWeights) = file.Has(Name) ? Begin(file, path) : BeginBundle(file, path);
            if (isSingle) ensemble.Single(path);
            return (ensemble, () =>
            {
                using (file) readWeights(); // Nothing of it is needed any more.
            });
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static (ModelEnsemble, Action) BeginBundle(BundleFile file, string path)
    {
        var (bundle, readWeights) = ModelBundle.BeginPart(file, "", path);
        return (ModelEnsemble.Of(bundle), readWeights);
    }

    private static (ModelEnsemble, Action) Begin(BundleFile file, string path)
    {
        var weights = file.ReadJson(Name, RunJson.Readable.EnsembleDescription).Weights;
        if (weights.Count is < 1 or > ModelEnsemble.MostMembers)
            throw Untrue(path, $"it has {weights.Count} members, 1 to {ModelEnsemble.MostMembers} are read", null);
        List<(ModelBundle Bundle, Action ReadWeights)> members =
            [.. weights.Select((_, i) => ModelBundle.BeginPart(file, Folder(i), path))];
        return (Joined([.. members.Select(m => m.Bundle)], weights, path), () =>
        {
            foreach (var (_, readWeights) in members) readWeights();
        });
    }

    /// <summary>Members of a file from outside as an ensemble.</summary>
    /// <exception cref="BadModelFileException"><c>VIR2807</c>: they cannot be one.</exception>
    public static ModelEnsemble Joined(
        IReadOnlyList<ModelBundle> members, IReadOnlyList<double> weights, string path)
    {
        try
        {
            return new(members, weights);
        }
        catch (UsageException failure)
        {
            throw Untrue(path, failure.Reason, failure);
        }
    }

    private static string Folder(int member) =>
        string.Create(CultureInfo.InvariantCulture, $"members/{member}/");

    private static BadModelFileException Untrue(string path, string problem, Exception? inner) => new(
        "VIR2807", $"{path}: it is no ensemble that can be: {problem.TrimEnd('.')}. Export it again.", inner);
}
