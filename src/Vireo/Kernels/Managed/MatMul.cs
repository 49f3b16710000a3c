using System.Numerics;
using System.Runtime.CompilerServices;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Matrix products over batches: <c>[…, M, K] × [… , K, N] → […, M, N]</c>; leading axes broadcast.</summary>
/// <remarks>Inputs A, B; output C; all row-major, at least two axes each.</remarks>
public sealed class MatMul<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly MatrixProduct<T>[] _products;
    private readonly long[] _leftAt;
    private readonly long[] _rightAt;
    private readonly GemmGeometry _geometry;
    private readonly ProductSet<T> _set;

    /// <summary>Fixes the operands.</summary>
    /// <param name="left"><c>[…, M, K]</c>, or <c>[…, K, M]</c> when transposed.</param>
    /// <param name="right"><c>[…, K, N]</c>, or <c>[…, N, K]</c> when transposed.</param>
    /// <param name="transposeLeft">Whether the last two axes of the left factor are exchanged.</param>
    /// <param name="transposeRight">Whether the last two axes of the right factor are exchanged.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public MatMul(Shape left, Shape right, bool transposeLeft = false, bool transposeRight = false)
    {
        if (left.Rank < 2 || right.Rank < 2) throw new ArgumentException($"matrices need two axes: {left} × {right}");
        var (m, k) = transposeLeft ? (left[-1], left[-2]) : (left[-2], left[-1]);
        var (inner, n) = transposeRight ? (right[-1], right[-2]) : (right[-2], right[-1]);
        var leftBatch = Shape.Create(left.Extents[..^2]);
        var rightBatch = Shape.Create(right.Extents[..^2]);
        if (k != inner || Shape.Broadcast(leftBatch, rightBatch) is not { } batch)
        {
            throw new ArgumentException(
                $"matrix product of {left}{(transposeLeft ? "ᵀ" : "")} and {right}{(transposeRight ? "ᵀ" : "")}");
        }

        // One right factor for all rows is one tall product: it is packed once.
        var fold = rightBatch.Count == 1 && !transposeLeft;
        var count = fold ? 1 : checked((int)batch.Count);
        _geometry = new()
        {
            M = fold ? checked((int)(batch.Count * m)) : m,
            N = n,
            K = k,
            TransposeA = transposeLeft,
            TransposeB = transposeRight,
        };
        _leftAt = Offsets(leftBatch, batch, count, m * k);
        _rightAt = Offsets(rightBatch, batch, count, k * n);
        _products = new MatrixProduct<T>[count];
        for (var i = 0; i < count; i++) _products[i] = new(_geometry);
        _set = new(_products);
    }

    /// <inheritdoc/>
    public override string Name => "managed matmul";

    /// <inheritdoc/>
    public override long ScratchBytes => _set.ScratchBytes;

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        for (var i = 0; i < _products.Length; i++)
        {
            _products[i].Bind(
                Part(inputs[0], _leftAt[i], (long)_geometry.M * _geometry.K),
                Part(inputs[1], _rightAt[i], (long)_geometry.K * _geometry.N),
                Part(outputs[0], (long)i * _geometry.M * _geometry.N, (long)_geometry.M * _geometry.N));
        }

        _set.Run(scratch);
    }

    private static MemorySlice Part(MemorySlice whole, long at, long count) =>
        whole.Slice(at * Unsafe.SizeOf<T>(), count * Unsafe.SizeOf<T>());

    /// <summary>Where the matrix of every batch entry starts, in elements.</summary>
    private static long[] Offsets(Shape own, Shape batch, int count, int matrix)
    {
        var strides = own.RowMajorStrides();
        var offsets = new long[count];
        for (var i = 0; i < count; i++)
        {
            var rest = (long)i;
            for (var axis = 1; axis <= batch.Rank; axis++)
            {
                var at = rest % batch[^axis];
                rest /= batch[^axis];
                if (axis <= own.Rank && own[^axis] != 1) offsets[i] += at * strides[^axis] * matrix;
            }
        }

        return offsets;
    }
}
