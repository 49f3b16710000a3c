using Vireo.Layers;
using Vireo.Ops;
using Vireo.Quantisation;
using Vireo.Training.Bundles;
using Vireo.Vision.Augment;
using Vireo.Vision.Imaging;

namespace Vireo.Training.Classification;

/// <summary>Probabilities by the graph as the trainer builds it, op by op and in single precision: nothing is folded,
/// fused or kept from one image to the next. What plans and exported files are compared with. Of a model in eight bits
/// it is the graph that rounds to bytes, with sums in single precision.</summary>
/// <param name="bundle">The model.</param>
public sealed class TrainerGraph(ModelBundle bundle)
{
    private readonly ImagePipeline _pipeline = bundle.Description.Preprocessing;
    private CompiledStep? _rounded;

    /// <summary>Probabilities of the classes, in their order.</summary>
    public float[] Run(Image image)
    {
        var size = _pipeline.Size;
        var pixels = new float[3 * size * size];
        _pipeline.Write(image, pixels);
        var images = Tensor.From(pixels, [1, size, size, 3]).Transpose(0, 3, 1, 2);
        if (bundle.Description.Quantisation is { } rounding)
            return (_rounded ??= Rounding(rounding, size)).Run(images)[0].ToArray<float>();
        var probabilities = bundle.Model.Call(images, Pass.Inference()).Softmax();
        return Engine.Evaluate([probabilities])[0].ToArray<float>();
    }

    private CompiledStep Rounding(ModelQuantisation rounding, int size)
    {
        var images = Tensor.Placeholder([1, 3, size, size], title: "images");
        var logits = bundle.Model.Call(images, Pass.Inference());
        return Engine.Compile([images], [QuantisedGraph.Of(images, logits, rounding.Table).Softmax()]);
    }
}
