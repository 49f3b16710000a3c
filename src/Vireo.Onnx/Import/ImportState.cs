using Vireo.Layers;

namespace Vireo.Onnx.Import;

/// <summary>One building of an imported graph.</summary>
/// <param name="Pass">What it is for.</param>
/// <param name="Variables">Parameters and statistics by their names in the file.</param>
internal sealed record ImportState(Pass Pass, IReadOnlyDictionary<string, Variable> Variables);
