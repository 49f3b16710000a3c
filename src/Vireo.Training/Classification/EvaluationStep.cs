using Vireo.Layers;
using Vireo.Ops;

namespace Vireo.Training.Classification;

/// <summary>Probabilities of a batch of images as a compiled graph.</summary>
/// <remarks>Safe for any number of threads, which take turns.</remarks>
public sealed class EvaluationStep
{
    private readonly CompiledStep _step;
    private readonly ImageBuffer _images;
    private readonly Lock _turn = new();

    /// <summary>Builds and compiles the step for one batch size; smaller batches are padded.</summary>
    /// <param name="model">What predicts.</param>
    /// <param name="batchSize">Images of a run.</param>
    /// <param name="imageSize">Side of the images, in pixels.</param>
    /// <param name="precision">In which type it computes; null for single precision.</param>
    public EvaluationStep(Module model, int batchSize, int imageSize, Precision? precision = null)
        : this(model, batchSize, imageSize, precision, (_, logits) => logits.Softmax())
    {
    }

    private EvaluationStep(
        Module model, int batchSize, int imageSize, Precision? precision, Func<Tensor, Tensor, Tensor> wanted)
    {
        ArgumentNullException.ThrowIfNull(model);
        Shape shape = [batchSize, 3, imageSize, imageSize];
        _images = new(shape);
        var images = Tensor.Placeholder(shape, title: "images");
        var numbers = wanted(images, model.Call(images, Pass.Inference()));
        _step = Engine.Compile([images], [numbers], precision: precision);
        (BatchSize, Classes) = (batchSize, numbers.Shape[1]);
    }

    /// <summary>Images of a run.</summary>
    public int BatchSize { get; }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Multiply-adds of a run.</summary>
    public long Macs => _step.Macs;

    /// <summary>Exact peak of intermediate values and working memory, in bytes.</summary>
    public long ArenaBytes => _step.ArenaBytes;

    /// <summary>A step for single images that gives what the last layer reads instead of probabilities; see <see
    /// cref="FeatureTensor"/>.</summary>
    internal static EvaluationStep OfFeatures(Module model, int imageSize, Precision precision) =>
        new(model, 1, imageSize, precision, FeatureTensor.Of);

    /// <summary>Probabilities <c>[N, Classes]</c> of normalised images <c>[N, H, W, C]</c>, N at most the batch
    /// size.</summary>
    public float[] Run(ReadOnlySpan<float> images, int count)
    {
        lock (_turn) // There is one buffer, as there is one engine thread.
        {
            return _step.Run(_images.FillStart(images))[0].ToArray<float>()[..(count * Classes)];
        }
    }
}
