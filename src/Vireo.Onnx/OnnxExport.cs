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
    /// <summary>The name of the extent that counts images, in files that take any number of them.</summary>
    public const string Batch = "batch";

    /// <summary>Writes what computes the outputs from the inputs. Variables and data become constants of the file, with
    /// the numbers they hold now.</summary>
    /// <param name="path">The file; it is the old one or the new one, never a part of either.</param>
    /// <param name="inputs">What is given at each run, by name: placeholders, or any other tensors, whose own recipes
    /// then stay out. Their shapes are fixed.</param>
    /// <param name="outputs">What comes out, by name.</param>
    /// <param name="options">Operator set, name, metadata.</param>
    /// <exception cref="ArgumentException">A name is empty or given twice, or there is no output.</exception>
    /// <exception cref="VireoException"><c>VIR6001</c>: an op has no ONNX form. <c>VIR6002</c>: a placeholder is not
    /// among the inputs. <c>VIR6003</c>: a constant takes more than 2 GB. <c>VIR4001</c>, <c>VIR4002</c>: the file
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
        var signature = new OnnxSignature([.. inputs.Select(i => new OnnxInput(i.Name, i.Tensor))], outputs);
        Write(path, new ModelBuilder(new Translation(options.Opset, signature), null, options), options);
    }

    /// <summary>Writes a graph that takes any number of images at a time.</summary>
    /// <param name="path">The file; it is the old one or the new one, never a part of either.</param>
    /// <param name="build">Builds the graph for a number of images: the first extent of the first input. It is asked
    /// for several, and what depends on the number becomes an expression in the file.</param>
    /// <param name="options">Operator set, name, metadata.</param>
    /// <exception cref="ArgumentException">A name is empty or given twice, or there is no output.</exception>
    /// <exception cref="VireoException"><c>VIR2810</c>: the graph depends on the number of images in another way than
    /// through its extents. The others as with <see cref="Save"/>.</exception>
    public static void SaveBatched(string path, Func<int, OnnxSignature> build, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(build);
        options ??= new();
        Write(path, Builder(build, options), options);
    }

    /// <summary>Writes a graph that takes any number of images of any height and width.</summary>
    /// <param name="path">The file; it is the old one or the new one, never a part of either.</param>
    /// <param name="side">Height and width that the graph is built for first.</param>
    /// <param name="build">Builds the graph for a number of images, a height and a width: the extents 0, 2 and 3 of the
    /// first input. It is asked for several, and has to be the same for all sizes, as networks are that end with a mean
    /// over places.</param>
    /// <param name="options">Operator set, name, metadata.</param>
    /// <exception cref="UsageException"><c>VIR2839</c>: the graph depends on the size; the message says
    /// where.</exception>
    /// <exception cref="VireoException">As with <see cref="SaveBatched"/>.</exception>
    public static void SaveAnySize(
        string path, int side, Func<int, int, int, OnnxSignature> build, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(build);
        options ??= new();
        Write(path, Builder(batch => build(batch, side, side), options, own => SizeAxes.Of(own, side,
            (height, width) => new(options.Opset, build(BatchAxis.Tries[0], height, width)))), options);
    }

    /// <summary>A graph for any number of images, translated.</summary>
    internal static ModelBuilder Builder(
        Func<int, OnnxSignature> build, OnnxExportOptions options, Func<Translation, List<Translation>>? sizes = null)
    {
        var tries = Array.ConvertAll(BatchAxis.Tries, batch => new Translation(options.Opset, build(batch)));
        return new(tries[0], BatchAxis.Of(tries, sizes?.Invoke(tries[0]) ?? []), options);
    }

    private static void Write(string path, ModelBuilder builder, OnnxExportOptions options)
    {
        var data = $"{Path.GetFileName(path)}.data";
        var model = builder.Build(options, data);
        // First what the model points to: whoever finds the new model finds its numbers.
        if (builder.Beside.Count > 0)
        {
            var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".", data);
            AtomicFile.Write(beside, stream =>
            {
                foreach (var tensor in builder.Beside) stream.Write(RawTensor.Bytes(tensor));
            });
        }

        AtomicFile.Write(path, stream => model.WriteTo(stream));
    }
}
