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

    private const double Usual = 1e-4, InEightBits = 0.05;

    /// <summary>The difference of a probability that rounding explains. In eight bits a sum between two bytes may
    /// become either one, depending on the order of its terms, and all that follows sees that.</summary>
    public static double ToleranceFor(ModelEnsemble ensemble)
    {
        ArgumentNullException.ThrowIfNull(ensemble);
        return ensemble.Members.Any(m => m.Description.Quantisation is not null) ? InEightBits : Usual;
    }

    /// <summary>Compares the ways.</summary>
    /// <param name="bundle">The model.</param>
    /// <param name="paths">The images; they are decoded once, so that all ways see the same pixels.</param>
    /// <param name="onnx">An exported file to take part; null to export one for the occasion.</param>
    /// <param name="cancellation">Stops early.</param>
    /// <exception cref="BadDataException"><c>VIR2821</c>: none of the images can be read.</exception>
    /// <exception cref="VireoException"><c>VIR2820</c>, <c>VIR2822</c>: ONNX Runtime refuses the file, or it scores
    /// other classes.</exception>
    public static VerificationReport Run(
        ModelBundle bundle, IReadOnlyList<string> paths, string? onnx = null,
        CancellationToken cancellation = default) => Run(ModelEnsemble.Of(bundle), paths, onnx, cancellation);

    /// <summary>Compares the ways of models that answer together.</summary>
    /// <inheritdoc cref="Run(ModelBundle, IReadOnlyList{string}, string, CancellationToken)"/>
    /// <param name="ensemble">The models.</param>
    /// <param name="paths">The images; they are decoded once, so that all ways see the same pixels.</param>
    /// <param name="onnx">An exported file to take part; null to export one for the occasion.</param>
    /// <param name="cancellation">Stops early.</param>
    public static VerificationReport Run(
        ModelEnsemble ensemble, IReadOnlyList<string> paths, string? onnx = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(ensemble);
        ArgumentNullException.ThrowIfNull(paths);
        using var predictor = new Predictor(ensemble);
        List<TrainerGraph> trainers = [.. ensemble.Members.Select(member => new TrainerGraph(member))];
        List<string> read = [];
        List<float[]> truth = [], plan = [];
        // Decoded once, and gone before the next one comes.
        IEnumerable<(byte[], int[])> Decoded()
        {
            foreach (var path in paths)
            {
                cancellation.ThrowIfCancellationRequested();
                if (TryDecode(ensemble, path) is not { } image) continue;
                read.Add(path);
                truth.Add(ensemble.Join(trainers.ConvertAll(trainer => trainer.Run(image)), 1));
                plan.Add(predictor.Probabilities(image));
                yield return (image.Pixels.ToArray(), [1, image.Height, image.Width, 3]);
            }

            if (read.Count == 0)
                throw new BadDataException("VIR2821", $"none of {paths.Count} images can be read; give others.");
        }

        var runtime = NodeRuntime.Find(out var missing);
        var answers = runtime is null ? null : Answers(runtime, ensemble, Decoded(), onnx);
        if (answers is null) _ = Decoded().Count();
        List<Agreement> agreements = [Agreement.Of(Plan, read, truth, plan)];
        if (answers is not null)
            agreements.Add(Agreement.Of(Onnx, read, truth, [.. Split(answers, ensemble, read, onnx)]));
        return new(read.Count, paths.Count - read.Count, agreements, runtime is null ? missing : null);
    }

    /// <summary>A picture at the scale of whoever wants it largest.</summary>
    private static Image Decode(ModelEnsemble ensemble, string path) => ensemble.Members
        .Select(m => m.Description.Preprocessing).MaxBy(p => p.ShorterSideNeeded ?? int.MaxValue)?.Decode(path)
            ?? throw new ArgumentException("there are no members", nameof(ensemble));

    private static Image? TryDecode(ModelEnsemble ensemble, string path)
    {
        try
        {
            return Decode(ensemble, path);
        }
        catch (BadDataException)
        {
            return null; // Counted in the report.
        }
    }

    private static float[] Answers(
        NodeRuntime runtime, ModelEnsemble ensemble, IEnumerable<(byte[], int[])> images, string? onnx)
    {
        var folder = Directory.CreateTempSubdirectory("vireo-verify-");
        try
        {
            var given = Given(ensemble, onnx);
            var path = given ?? Path.Combine(folder.FullName, "model.onnx");
            if (given is null) OnnxModel.Save(ensemble, path);
            return runtime.Run(path, OnnxModel.ImageInput, OnnxModel.ProbabilityOutput, images);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The file that is there already; null when one has to be exported.</summary>
    private static string? Given(ModelEnsemble ensemble, string? onnx) =>
        onnx ?? (ensemble.Members is [var only] ? only.WholeFile : null);

    private static IEnumerable<float[]> Split(float[] found, ModelEnsemble ensemble, List<string> paths, string? onnx)
    {
        var classes = ensemble.Classes.Count;
        if (found.Length == classes * paths.Count) return found.Chunk(classes);
        throw new VireoException("VIR2822", $"{Given(ensemble, onnx) ?? "the exported file"} scores "
            + $"{found.Length / paths.Count} classes and the model {classes}: they are not of the same model.");
    }
}
