using Vireo.Ops;

namespace Vireo.Goldens.Ops;

/// <summary>Matrix products.</summary>
internal static class MatrixOps
{
    /// <summary>The ops by name.</summary>
    public static IEnumerable<(string Name, Func<OpCall, Outputs> Build)> Table =>
    [
        ("linear", c => c[0].Linear(c[1], c.Count > 2 ? c[2] : null)),
        ("matmul", MatMul), ("mm", MatMul), ("mv", MatMul),
        ("dot", MatMul), ("bmm", MatMul), ("addmm", AddProduct), ("baddbmm", AddProduct),
        ("outer", c => c[0].Reshape([(int)c[0].Shape.Count, 1]).MatMul(c[1].Reshape([1, (int)c[1].Shape.Count]))),
    ];

    private static Outputs MatMul(OpCall call)
    {
        var (a, b) = (call[0], call[1]);
        var (row, column) = (a.Shape.Rank == 1, b.Shape.Rank == 1);
        if (row) a = a.Reshape([1, a.Shape[0]]);
        if (column) b = b.Reshape([b.Shape[0], 1]);
        var y = a.MatMul(b);
        var extents = y.Shape.ToList();
        if (column) extents.RemoveAt(extents.Count - 1);
        if (row) extents.RemoveAt(extents.Count - (column ? 1 : 2));
        return y.Reshape([.. extents]);
    }

    private static Outputs AddProduct(OpCall call) =>
        call[0] * call.Number("beta", 1) + call[1].MatMul(call[2]) * call.Number("alpha", 1);
}
