using Vireo.Training.Classification;

namespace Vireo.Samples;

/// <summary>What does this picture show? The best model of a run says it.</summary>
public static class PredictImage
{
    public static void Run(TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("vireo-sample-").FullName;
        TrainClassifier.Train(folder);

        var predictor = Predictor.Load(Path.Combine(folder, "run"), Console.Error.WriteLine);
        var picture = Directory.EnumerateFiles(Path.Combine(folder, "data", "val"), "*.png", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).First();
        foreach (var guess in predictor.Predict(picture, top: 3).Top)
        {
            output.WriteLine($"{guess.Class}: {guess.Probability:p1}");
        }
    }
}
