using Vireo.Layers;

namespace Vireo.Onnx.Import;

/// <summary>One building of an imported graph.</summary>
/// <param name="Pass">What it is for.</param>
/// <param name="Variables">Parameters and statistics by their names in the file.</param>
/// <param name="Shapes">Their shapes in the file; pruning may have taken channels out since.</param>
internal sealed record ImportState(
    Pass Pass, IReadOnlyDictionary<string, Variable> Variables, IReadOnlyDictionary<string, Shape> Shapes)
{
    /// <summary>Whether channels were taken out since the file was read.</summary>
    public bool IsPruned => Variables.Any(v => v.Value.Shape != Shapes[v.Key]);
}
