using Vireo.Training.Bundles;
using Vireo.Training.Config;
using Vireo.Training.Runs;
using Vireo.Vision.Zoo;

namespace Vireo.Training.Classification;

/// <summary>What <c>RUN|MODEL</c> stands for.</summary>
internal static class NamedConfig
{
    /// <summary>The configuration of a run with its number of classes, or the defaults for a model of the zoo at the
    /// size it was designed for.</summary>
    /// <param name="name">Folder of a run, or name of a model.</param>
    /// <param name="batchSize">In place of its own; null for that.</param>
    /// <param name="imageSize">In place of its own; null for that.</param>
    /// <exception cref="UsageException">It is neither; the message names the nearest model.</exception>
    public static (RunConfig Config, int Classes) Find(string name, int? batchSize, int? imageSize)
    {
        var (config, classes) = Find(name);
        var train = config.Train with
        {
            BatchSize = batchSize ?? config.Train.BatchSize, ImageSize = imageSize ?? config.Train.ImageSize,
        };
        return (config with { Train = train }, classes);
    }

    private static (RunConfig Config, int Classes) Find(string name)
    {
        if (RunFolder.IsRunAt(name))
        {
            var folder = RunFolder.Open(name);
            return (folder.ReadConfig(), folder.ReadManifest().Classes.Count);
        }

        if (OnnxBundle.IsName(name))
        {
            var file = ModelBundle.Open(name).Description;
            return (new() { Model = new() { Name = name }, Train = new() { ImageSize = file.Preprocessing.Size } },
                file.Classes.Count);
        }

        var variant = ModelZoo.Find(name);
        var train = new TrainConfig { ImageSize = variant.InputSize };
        return (new() { Model = new() { Name = variant.Name }, Train = train }, new ModelOptions().Classes);
    }
}
