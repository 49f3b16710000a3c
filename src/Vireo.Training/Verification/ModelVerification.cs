using Vireo.Onnx.Runtime;
using Vireo.Training.Bundles;
using Vireo.Training.Classification;
using Vireo.Vision.Imaging;

namespace Vireo.Training.Verification;

/// <summary>Runs images through the trainer's graph, the plan that predicts and, where it is installed, ONNX Runtime,
/// and compares the probabilities.</summary>
public static class ModelVerification
{
    /// <summary>Names of the ways in reports.</summary>
    public const string Plan = "plan", Onnx = "onnxruntime";

    /// <summary>Compares the ways.</summary>
    /// <param name="bundle">The model.</param>
    /// <param name="paths">The images; they are decoded once, so that all ways see the same pixels.</param>
    /// <param name="onnx">An exported file to take part; null to export one for the occasion.</param>
    /// <param name="cancellation">Stops early.</param>
    /// <exception cref="BadDataException"><c>VIR2821</c>: none of the images can be read.</exception>
    /// <exception cref="VireoException"><c>VIR2820</c>, <c>VIR2822</c>: ONNX Runtime refuses the file, or it scores
    /// other classes.</exception>
    public static VerificationReport Run(
        ModelBundle bundle, IReadOnlyList<string> paths, string? onnx = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(paths);
        using var predictor = new Predictor(bundle);
        var trainer = new TrainerGraph(bundle);
        List<string> read = [];
        List<float[]> truth = [], plan = [];
        // Decoded once, and gone before the next one comes.
        IEnumerable<(byte[], int[])> Decoded()
        {
            foreach (var path in paths)
            {
                cancellation.ThrowIfCancellationRequested();
                if (TryDecode(bundle, path) is not { } image) continue;
                read.Add(path);
                truth.Add(trainer.Run(image));
                plan.Add(predictor.Probabilities(image));
                yield return (image.Pixels.ToArray(), [1, image.Height, image.Width, 3]);
            }

            if (read.Count == 0)
                throw new BadDataException("VIR2821", $"none of {paths.Count} images can be read; give others.");
        }

        var runtime = NodeRuntime.Find(out var missing);
        var answers = runtime is null ? null : Answers(runtime, bundle, Decoded(), onnx);
        if (answers is null) _ = Decoded().Count();
        List<Agreement> agreements = [Agreement.Of(Plan, read, truth, plan)];
        if (answers is not null)
            agreements.Add(Agreement.Of(Onnx, read, truth, [.. Split(answers, bundle, read, onnx)]));
        return new(read.Count, paths.Count - read.Count, agreements, runtime is null ? missing : null);
    }

    private static Image? TryDecode(ModelBundle bundle, string path)
    {
        try
        {
            return bundle.Description.Preprocessing.Decode(path);
        }
        catch (BadDataException)
        {
            return null; // Counted in the report.
        }
    }

    private static float[] Answers(
        NodeRuntime runtime, ModelBundle bundle, IEnumerable<(byte[], int[])> images, string? onnx)
    {
        var folder = Directory.CreateTempSubdirectory("vireo-verify-");
        try
        {
            var given = onnx ?? bundle.WholeFile;
            var path = given ?? Path.Combine(folder.FullName, "model.onnx");
            if (given is null) OnnxModel.Save(bundle, path);
            return runtime.Run(path, OnnxModel.ImageInput, OnnxModel.ProbabilityOutput, images);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<float[]> Split(float[] found, ModelBundle bundle, List<string> paths, string? onnx)
    {
        var classes = bundle.Description.Classes.Count;
        if (found.Length == classes * paths.Count) return found.Chunk(classes);
        throw new VireoException("VIR2822", $"{onnx ?? bundle.WholeFile ?? "the exported file"} scores "
            + $"{found.Length / paths.Count} classes and the model {classes}: they are not of the same model.");
    }
}
