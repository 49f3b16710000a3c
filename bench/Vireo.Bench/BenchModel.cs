using Vireo.Layers;
using Vireo.Quantisation;
using Vireo.Vision.Zoo;

namespace Vireo.Bench;

/// <summary>What predictions are timed of, here and, as an ONNX file, in peers: a model of the registry with the same
/// drawn weights, drawn images, and the ranges that these have.</summary>
internal sealed class BenchModel
{
    /// <summary>Draws weights and images.</summary>
    /// <param name="args">The name of the model, and options: <c>--batch</c>, <c>--size</c>.</param>
    public BenchModel(string[] args)
    {
        (Batch, Size) = (Report.Number(args, "--batch", 16), Report.Number(args, "--size", 224));
        Images = Tensor.Placeholder([Batch, 3, Size, Size]);
        Logits = ModelZoo.Create(args[0], new() { Classes = 1000 }, seed: 1).Call(Images, Pass.Inference());
        var rng = new Rng(1);
        var pixels = new float[Batch * Size * Size * 3];
        foreach (ref var pixel in pixels.AsSpan()) pixel = rng.Uniform(-2, 2);
        Drawn = Tensor.FromChannelsLast<float>(pixels, [Batch, 3, Size, Size]);
    }

    /// <summary>Images at once.</summary>
    public int Batch { get; }

    /// <summary>Side of an image.</summary>
    public int Size { get; }

    /// <summary>Placeholder of the images.</summary>
    public Tensor Images { get; }

    /// <summary>What the model says of them.</summary>
    public Tensor Logits { get; }

    /// <summary>Images to run it with.</summary>
    public Tensor Drawn { get; }

    /// <summary>The ranges over the images.</summary>
    public QuantisationTable Ranges()
    {
        var calibrator = new Calibrator(Images, Logits);
        calibrator.Observe(Drawn);
        return calibrator.Finish(CalibrationMethod.MinMax);
    }
}
