using Vireo.Training.Classification;
using Vireo.Training.Config;
using Vireo.Training.Runs;
using Vireo.Vision.Samples;

namespace Vireo.Samples;

/// <summary>From a folder of pictures to a trained model in a run folder.</summary>
public static class TrainClassifier
{
    public static void Run(TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("vireo-sample-").FullName;
        var best = Train(folder);
        output.WriteLine($"validation top-1 after epoch {best.Epoch}: {best.ValTop1:p0}");
        output.WriteLine($"report: {RunFolder.Open(Path.Combine(folder, "run")).ReportPath}");
    }

    /// <summary>Draws the insects sample into <c>data</c> and trains into <c>run</c>.</summary>
    internal static EpochRecord Train(string folder)
    {
        var pictures = Path.Combine(folder, "data");
        InsectsSample.Create(pictures, new() { ImageSize = 48, TrainIndividuals = 4, ValIndividuals = 2 });

        var config = new RunConfig
        {
            Data = new() { Train = pictures },
            Model = new() { Name = "resnet18" },
            Train = new() { Epochs = 2, BatchSize = 16, ImageSize = 32, Seed = 1 },
        };
        var data = ClassificationData.Open(config);
        var run = RunFolder.Create(Path.Combine(folder, "run"), RunMode.New);
        run.WriteConfig(config);
        run.WriteManifest(new()
        {
            Version = "sample", Started = DateTimeOffset.UtcNow, Model = config.Model.Name, Classes = data.Train.Classes,
            ImageSize = config.Train.ImageSize, Seed = config.Train.Seed,
            TrainHash = data.Train.Hash(), TrainSamples = data.Train.Samples.Count,
            ValHash = data.Val.Hash(), ValSamples = data.Val.Samples.Count,
        });
        return new Trainer(config, data, run, Console.Error.WriteLine).Fit(resume: false);
    }
}
