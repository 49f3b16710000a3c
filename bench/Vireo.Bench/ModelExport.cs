using Vireo.Layers;
using Vireo.Onnx;
using Vireo.Vision.Zoo;

namespace Vireo.Bench;

/// <summary><c>export MODEL FILE</c>: the model that <c>infer</c> times, with the same weights, as an ONNX
/// file.</summary>
internal static class ModelExport
{
    public static int Run(string[] args)
    {
        var (batch, size) = (Report.Number(args, "--batch", 16), Report.Number(args, "--size", 224));
        var model = ModelZoo.Create(args[0], new() { Classes = 1000 }, seed: 1);
        var images = Tensor.Placeholder([batch, 3, size, size]);
        OnnxExport.Save(args[1], [("images", images)], [("logits", model.Call(images, Pass.Inference()))]);
        return 0;
    }
}
