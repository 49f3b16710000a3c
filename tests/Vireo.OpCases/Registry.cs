using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.OpCases;

/// <summary>Every op of the engine with inputs to try it on: what conformance tests, ONNX tests and the table of
/// operators run over. A new op adds a row to the file of its kind.</summary>
public static class Registry
{
    /// <summary>All cases.</summary>
    public static OpCase[] Cases { get; } =
    [
        .. ElementwiseCases.All, .. TensorCases.All, .. MatrixCases.All, .. ImageCases.All, .. SequenceCases.All,
        .. BoxCases.All,
    ];

    /// <summary>The public ops of the engine.</summary>
    public static IEnumerable<Type> Ops => typeof(Op).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(Op)) && !t.IsAbstract && t.IsPublic && t != typeof(Source));
}
