using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.OneDnn;

/// <summary>Matrix products. A transposed factor is one with exchanged strides.</summary>
internal static class DnnProducts
{
    /// <summary>Inputs: a, b. Output: product.</summary>
    public static Kernel? Create(MatMul op, Operand[] inputs, Operand output)
    {
        var (a, b) = (inputs[0].Shape, inputs[1].Shape);
        var (m, n, k) = op.Extents(a, b);
        int[] left = [.. MatMul.Lead(a).Extents], right = [.. MatMul.Lead(b).Extents];
        int[] batch = [.. MatMul.Lead(output.Shape).Extents];
        // One right factor for all rows is one tall product.
        if (batch.Length > 0 && MatMul.Lead(b).Count == 1 && !op.TransposeA && MatMul.Lead(a).Count * m <= int.MaxValue)
        {
            m *= (int)MatMul.Lead(a).Count;
            (left, right, batch) = ([], [], []);
        }

        if (batch.Length + 2 > DnnDescs.MaxRank) return null;
        var product = new DnnMatmul
        {
            Src = Matrices(inputs[0], left, batch.Length, m, k, op.TransposeA),
            Weights = Matrices(inputs[1], right, batch.Length, k, n, op.TransposeB),
            Dst = Matrices(output, batch, batch.Length, m, n, transposed: false),
        };
        return DnnKernel.TryCreate(
            "matmul", product.TryCreate(), [(DnnArg.Src, product.Src), (DnnArg.Weights, product.Weights)],
            [(DnnArg.Dst, product.Dst)]);
    }

    private static DnnMemoryDesc Matrices(
        Operand operand, int[] batch, int rank, int rows, int columns, bool transposed)
    {
        var type = DnnDescs.Type(operand);
        int[] dims = [.. Enumerable.Repeat(1, rank - batch.Length), .. batch, rows, columns];
        if (!transposed) return DnnMemoryDesc.Plain(type, dims);
        var strides = new long[dims.Length];
        (strides[^2], strides[^1]) = (1, rows);
        var step = (long)rows * columns;
        for (var axis = dims.Length - 3; axis >= 0; axis--)
        {
            strides[axis] = step;
            step *= dims[axis];
        }

        return DnnMemoryDesc.Strided(type, dims, strides);
    }
}
