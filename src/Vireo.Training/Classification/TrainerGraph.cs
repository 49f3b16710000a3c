using Vireo.Layers;
using Vireo.Ops;
using Vireo.Training.Bundles;
using Vireo.Vision.Augment;
using Vireo.Vision.Imaging;

namespace Vireo.Training.Classification;

/// <summary>Probabilities by the graph as the trainer builds it, op by op and in single precision: nothing is folded,
/// fused or kept from one image to the next. What plans and exported files are compared with.</summary>
/// <param name="bundle">The model.</param>
public sealed class TrainerGraph(ModelBundle bundle)
{
    private readonly ImagePipeline _pipeline = bundle.Description.Preprocessing;

    /// <summary>Probabilities of the classes, in their order.</summary>
    public float[] Run(Image image)
    {
        var size = _pipeline.Size;
        var pixels = new float[3 * size * size];
        _pipeline.Write(image, pixels);
        var images = Tensor.From(pixels, [1, size, size, 3]).Transpose(0, 3, 1, 2);
        var probabilities = bundle.Model.Call(images, Pass.Inference()).Softmax();
        return Engine.Evaluate([probabilities])[0].ToArray<float>();
    }
}
