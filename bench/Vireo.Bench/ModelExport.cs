using Vireo.Onnx;
using Vireo.Quantisation;

namespace Vireo.Bench;

/// <summary><c>export MODEL FILE</c>: the model that <c>infer</c> times, with the same weights, as an ONNX file; with
/// <c>--precision int8</c> in the form with QuantizeLinear and DequantizeLinear, with the same ranges.</summary>
internal static class ModelExport
{
    public static int Run(string[] args)
    {
        var model = new BenchModel(args);
        var logits = Report.Text(args, "--precision") == "int8"
            ? QuantisedGraph.Of(model.Images, model.Logits, model.Ranges())
            : model.Logits;
        OnnxExport.Save(args[1], [("images", model.Images)], [("logits", logits)]);
        return 0;
    }
}
