using Vireo.Layers;
using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.Onnx.Tests;

/// <summary>Postprocessing of detectors as a part of the file: boxes and scores, then suppression.</summary>
public sealed class DetectionTests : IDisposable
{
    private const int Side = 24, Cells = 12, Classes = 3, Kept = 6;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData(13)]
    [InlineData(OnnxExportOptions.NewestOpset)]
    public void A_detector_with_suppression_inside_answers_for_any_number_of_images(int opset)
    {
        OnnxRuntime.Require();
        var features = new ConvNormActivation(3, 8, kernel: 3, stride: 2);
        var head = new Conv(8, 4 + Classes, 1);
        features.Initialise(new Rng(1));
        head.Initialise(new Rng(2));
        OnnxExport.SaveBatched(_folder["detector.onnx"], batch =>
        {
            var x = Tensor.Placeholder([batch, 3, Side, Side]);
            var (boxes, indices, counts) = Detect(x, features, head);
            return new([new("x", x)], [("boxes", boxes), ("indices", indices), ("counts", counts)]);
        }, new() { Opset = opset });

        foreach (var batch in (int[])[1, 4])
        {
            Shape shape = [batch, 3, Side, Side];
            var pixels = new OpInput(shape).Make(new Rng(5));
            var x = Tensor.From(Array.ConvertAll(pixels, v => (float)v), shape);
            var (boxes, indices, counts) = Detect(x, features, head);
            var found = OnnxRuntime.Run(
                _folder["detector.onnx"], new() { ["x"] = RuntimeValue.Of(new(shape, DType.F32), pixels) });
            Check.Close(boxes.ToDoubles(), found["boxes"].ToDoubles(), 1e-5, "boxes");
            Assert.Equal([batch, Classes, Kept], found["indices"].Extents);
            Assert.Equal(indices.ToDoubles(), found["indices"].ToDoubles());
            Assert.Equal(counts.ToDoubles(), found["counts"].ToDoubles());
            // Something was suppressed, and something stayed.
            Assert.Contains(found["counts"].ToDoubles(), c => c is > 0 and < Kept);
        }
    }

    private static (Tensor Boxes, Tensor Indices, Tensor Counts) Detect(Tensor x, Module features, Module head)
    {
        const int Places = Cells * Cells;
        var y = head.Call(features.Call(x, Pass.Inference()), Pass.Inference());
        var flat = y.Reshape([x.Shape[0], 4 + Classes, Places]);
        var centres = Tensor.From([.. Enumerable.Range(0, 2 * Places)
            .Select(i => (float)(i % 2 == 0 ? i / 2 % Cells : i / 2 / Cells))], [1, Places, 2]);
        var parts = flat.Slice(1, 0, 4, 1).Transpose(0, 2, 1);
        var (middle, half) = (parts.Slice(2, 0, 2, 1) + centres, parts.Slice(2, 2, 4, 1).Exp() * 3);
        var boxes = Tensor.Concat(2, middle - half, middle + half);
        var scores = flat.Slice(1, 4, 4 + Classes, 1).Sigmoid();
        var (indices, counts) = boxes.NonMaxSuppression(scores, Kept, 0.3, 0.5);
        return (boxes, indices, counts);
    }
}
