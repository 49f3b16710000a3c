using Vireo.Ops;

namespace Vireo.Goldens.Ops;

/// <summary>Matrix products.</summary>
internal static class MatrixOps
{
    /// <summary>The ops by name.</summary>
    public static IEnumerable<(string Name, Func<OpCall, Outputs> Build)> Table =>
    [
        ("linear", c => c[0].Linear(c[1], c.Count > 2 ? c[2] : null)),
        ("matmul", c => c[0].MatMul(c[1])), ("mm", c => c[0].MatMul(c[1])), ("mv", c => c[0].MatMul(c[1])),
        ("dot", c => c[0].Dot(c[1])), ("bmm", c => c[0].MatMul(c[1])), ("addmm", AddProduct), ("baddbmm", AddProduct),
        ("addmv", AddProduct), ("outer", c => c[0].Outer(c[1])), ("einsum", Einsum), ("cdist", Distances),
        ("cosine_similarity", c => c[0].CosineSimilarity(c[1], c.Int("dim", 1), c.Number("eps", 1e-8))),
    ];

    private static Outputs AddProduct(OpCall call) =>
        call[0].AddMatMul(call[1], call[2], call.Number("beta", 1), call.Number("alpha", 1));

    private static Outputs Einsum(OpCall call) => EinsumOp.Einsum(
        call.Text("equation", ""), [.. Enumerable.Range(0, call.Count).Select(i => call[i])]);

    /// <summary>Torch's modes differ in speed and rounding only.</summary>
    private static Outputs Distances(OpCall call)
    {
        _ = call.Text("compute_mode", "");
        return call[0].Distances(call[1], call.Number("p", 2));
    }
}
