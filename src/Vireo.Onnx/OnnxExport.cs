using Google.Protobuf;
using Vireo.Files;

namespace Vireo.Onnx;

/// <summary>Writes graphs as ONNX files, which other runtimes execute.</summary>
/// <example><code>
/// var image = Tensor.Placeholder([1, 3, 224, 224]);
/// var logits = model.Call(image, Pass.Inference());
/// OnnxExport.Save("model.onnx", [("image", image)], [("logits", logits)]);
/// </code></example>
public static class OnnxExport
{
    /// <summary>Writes what computes the outputs from the inputs. Variables and data become constants of the file, with
    /// the numbers they hold now.</summary>
    /// <param name="path">The file; it is the old one or the new one, never a part of either.</param>
    /// <param name="inputs">What is given at each run, by name: placeholders, or any other tensors, whose own recipes
    /// then stay out. Their shapes are fixed.</param>
    /// <param name="outputs">What comes out, by name.</param>
    /// <param name="options">Operator set, name, metadata.</param>
    /// <exception cref="ArgumentException">A name is empty or given twice, or there is no output.</exception>
    /// <exception cref="VireoException"><c>VIR6001</c>: an op has no ONNX form. <c>VIR6002</c>: a placeholder is not
    /// among the inputs. <c>VIR6003</c>: the constants take more than 2 GB. <c>VIR4001</c>, <c>VIR4002</c>: the file
    /// cannot be written.</exception>
    public static void Save(
        string path,
        IReadOnlyList<(string Name, Tensor Tensor)> inputs,
        IReadOnlyList<(string Name, Tensor Tensor)> outputs,
        OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        options ??= new();
        var model = new ModelBuilder(options.Opset, new Translation(options.Opset, inputs, outputs)).Build(options);
        AtomicFile.Write(path, stream => model.WriteTo(stream));
    }
}
