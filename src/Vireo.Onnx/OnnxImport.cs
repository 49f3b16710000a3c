using Vireo.Onnx.Import;

namespace Vireo.Onnx;

/// <summary>Reads ONNX files as modules that predict and go on learning.</summary>
/// <example><code>
/// var model = OnnxImport.Read("model.onnx");
/// var logits = model.Call(images, Pass.Inference());
/// </code></example>
public static class OnnxImport
{
    /// <summary>Reads a file with one input. Constants that layers multiply by or add become parameters under their
    /// names in the file, those of batch norms statistics; a batch norm that an exporter folded into a convolution
    /// stays folded. What is computed from shapes alone is worked out whenever the graph is built, so any extents
    /// are taken that the file itself allows.</summary>
    /// <param name="path">The file; data outside of it is read from its folder alone.</param>
    /// <exception cref="BadModelFileException"><c>VIR2830</c>: it is no ONNX model, or damaged. <c>VIR2831</c>: an op
    /// is not supported; the message names op, node, operator set, and what is. <c>VIR2832</c>: a constant contradicts
    /// itself. <c>VIR2833</c>: the graph is cyclic or incomplete. <c>VIR2834</c>, <c>VIR2835</c>: a node cannot be
    /// true. <c>VIR2836</c>: data outside of the file cannot be used.</exception>
    public static OnnxModule Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Open(path).Read();
    }

    /// <summary>Opens a file, to look at it before any of its graph is read.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BadModelFileException"><c>VIR2830</c>: it is no ONNX model, or damaged.</exception>
    public static OnnxSource Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(OnnxFile.Read(path));
    }

    /// <summary>Reads what <see cref="OnnxModule.WriteGraph"/> wrote; the variables hold zeros.</summary>
    /// <param name="bytes">The graph.</param>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="weightBytes">Bytes of the file with the weights: variables ask for no more memory.</param>
    /// <exception cref="BadModelFileException"><c>VIR2830</c> to <c>VIR2836</c>, as <see cref="Read"/>.</exception>
    public static OnnxModule ReadGraph(ReadOnlySpan<byte> bytes, string name, long weightBytes) =>
        new(ImportGraph.Of(OnnxFile.Parse(name, bytes, weightBytes), null, null));

    /// <summary>Any graph as the module that is read back from its file, without a file between.</summary>
    /// <param name="build">Builds the graph for a number of images, as with <see
    /// cref="OnnxExport.SaveBatched"/>.</param>
    /// <param name="options">Operator set and name; null for the usual.</param>
    /// <exception cref="VireoException">See <see cref="OnnxExport.SaveBatched"/>.</exception>
    public static OnnxModule Convert(Func<int, OnnxSignature> build, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(build);
        options = (options ?? new()) with { ExternalDataAbove = long.MaxValue };
        var model = OnnxExport.Builder(build, options).Build(options, "");
        return new(ImportGraph.Of(OnnxFile.Of(options.Name, model), null, null));
    }
}
