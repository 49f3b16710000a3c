using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Vireo.Graph;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>Sum, maximum or minimum along any axes of a value in any layout. Long reductions are cut into chunks whose
/// number depends on the shape alone and combined in order, so the result does not depend on threads.</summary>
internal sealed class ReduceKernel<T> : Kernel, IPartedKernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int ChunkElements = 1 << 14;

    private const int RunLength = 512;

    private readonly ReduceOp _op;
    private readonly bool _isBrain;
    private readonly T _identity;
    private readonly int[] _keptExtents;
    private readonly long[] _keptStrides;
    private readonly int[] _gone;
    private readonly long[] _goneStrides;
    private readonly int _width;
    private readonly bool _alongRows;
    private readonly int _rows;
    private readonly long _positions;
    private readonly int _chunks;
    private readonly long _perChunk;
    private readonly Action<int> _part;
    private MemorySlice _source;
    private MemorySlice _target;
    private MemorySlice _partials;

    public ReduceKernel(ReduceOp op, Operand input, Operand output)
    {
        (_op, _isBrain) = (op, input.DType == DType.BF16);
        _identity = T.CreateTruncating(op.Identity);
        var strides = input.Strides();
        // Kept axes in the order in which they lie in the output; reduced axes from the outermost to the innermost.
        var order = Enumerable.Range(0, input.Shape.Rank).OrderByDescending(a => strides[a]).ToArray();
        var kept = (op.KeepAxes ? TileAccess.PhysicalOrder(output) : [.. Enumerable.Range(0, input.Shape.Rank)])
            .Where(a => !op.Axes.Contains(a) && input.Shape[a] != 1).ToArray();
        var gone = order.Where(a => op.Axes.Contains(a) && input.Shape[a] != 1).ToArray();
        (_gone, _goneStrides) = Join(gone, input.Shape, strides);
        (_keptExtents, _keptStrides) = Join(kept, input.Shape, strides);

        // Either neighbours along the innermost kept axis go side by side, or each result walks along a reduced axis.
        _alongRows = _keptStrides.Length > 0 && _keptStrides[^1] == 1;
        _width = _alongRows ? _keptExtents[^1] : 1;
        _rows = (int)(output.Shape.Count / Math.Max(1, _width));
        _positions = _gone.Aggregate(1L, (a, b) => a * b);
        var inner = _alongRows ? _width : 1;
        var chunks = Math.Clamp(_positions * inner / ChunkElements, 1, 64);
        _perChunk = Math.Max(1, (_positions + chunks - 1) / chunks);
        _chunks = (int)Math.Max(1, (_positions + _perChunk - 1) / _perChunk);
        _part = RunPart;
    }

    public override string Name => $"managed reduce ({_op.Name})";

    public override long ScratchBytes =>
        _chunks == 1 ? 0 : (long)_chunks * _rows * _width * (typeof(T) == typeof(float) ? 4 : 8);

    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        if (Parts == 0) return;
        Begin(inputs, outputs, scratch);
        Workers.For(Parts, _part);
        End();
    }

    public int Parts => _width == 0 ? 0 : _rows * _chunks;

    public void Begin(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_source, _target) = (inputs[0], outputs[0]);
        _partials = _chunks == 1 ? outputs[0] : scratch;
    }

    public void End()
    {
        if (_chunks == 1) return;
        var target = _target.Span<T>();
        var partials = _partials.Span<T>();
        var size = _rows * _width;
        partials[..size].CopyTo(target);
        for (var chunk = 1; chunk < _chunks; chunk++) Combine(partials.Slice(chunk * size, size), target);
    }

    private static (int[] Extents, long[] Strides) Join(int[] axes, Shape shape, long[] strides)
    {
        var (extents, steps) = (new List<int>(), new List<long>());
        foreach (var axis in axes)
        {
            if (extents.Count > 0 && steps[^1] == strides[axis] * shape[axis])
            {
                (extents[^1], steps[^1]) = (extents[^1] * shape[axis], strides[axis]);
                continue;
            }

            extents.Add(shape[axis]);
            steps.Add(strides[axis]);
        }

        return ([.. extents], [.. steps]);
    }

    public void RunPart(int part)
    {
        var (chunk, row) = (part / _rows, part % _rows);
        var result = _partials.Span<T>(((long)chunk * _rows + row) * _width, _width);
        result.Fill(_identity);
        var offset = Offset(row, _keptExtents.AsSpan(0, _keptExtents.Length - (_alongRows ? 1 : 0)), _keptStrides);
        var (start, end) = (chunk * _perChunk, Math.Min(_positions, (chunk + 1) * _perChunk));
        if (_alongRows)
        {
            for (var p = start; p < end; p++)
            {
                CombineRow((int)(offset + Offset(p, _gone, _goneStrides)), result);
            }

            return;
        }

        while (start < end)
        {
            var inner = _gone.Length == 0 ? 1 : _gone[^1];
            var run = (int)Math.Min(inner - start % inner, end - start);
            var at = (int)(offset + Offset(start, _gone, _goneStrides));
            result[0] = Combine(result[0], Run(at, _gone.Length == 0 ? 1 : _goneStrides[^1], run));
            start += run;
        }
    }

    private static long Offset(long index, ReadOnlySpan<int> extents, long[] strides)
    {
        var offset = 0L;
        for (var axis = extents.Length - 1; axis >= 0; axis--)
        {
            offset += index % extents[axis] * strides[axis];
            index /= extents[axis];
        }

        return offset;
    }

    /// <summary>Neighbours along the innermost kept axis, side by side.</summary>
    private void CombineRow(int start, Span<T> result)
    {
        if (!_isBrain)
        {
            Combine(_source.Span<T>(start, result.Length), result);
            return;
        }

        Span<T> run = stackalloc T[RunLength];
        for (var i = 0; i < result.Length; i += run.Length)
        {
            var part = run[..Math.Min(run.Length, result.Length - i)];
            BrainFloat.Widen(_source.Span<ushort>(start + i, part.Length), MemoryMarshal.Cast<T, float>(part));
            Combine(part, result.Slice(i, part.Length));
        }
    }

    private T Run(int start, long step, int count)
    {
        if (_isBrain) return RunOfBrain(start, step, count);
        var source = _source.Span<T>();
        if (step == 1)
        {
            var run = source.Slice(start, count);
            return _op switch
            {
                Sum => TensorPrimitives.Sum(run),
                SquareSum => TensorPrimitives.SumOfSquares(run),
                ReduceMax => TensorPrimitives.Max(run),
                _ => TensorPrimitives.Min(run),
            };
        }

        var result = _identity;
        for (var i = 0; i < count; i++) result = Combine(result, source[(int)(start + i * step)]);
        return result;
    }

    private T RunOfBrain(int start, long step, int count)
    {
        var source = _source.Span<ushort>();
        var result = _identity;
        Span<T> run = stackalloc T[RunLength];
        for (var i = 0; i < count; i += run.Length)
        {
            var part = run[..Math.Min(run.Length, count - i)];
            if (step == 1) BrainFloat.Widen(source.Slice(start + i, part.Length), MemoryMarshal.Cast<T, float>(part));
            else
            {
                for (var k = 0; k < part.Length; k++)
                    part[k] = T.CreateTruncating(BFloat.ToSingle(source[(int)(start + (i + k) * step)]));
            }

            result = Combine(result, RowReductions.Sum<T>(part));
        }

        return result;
    }

    private T Combine(T a, T b) => _op switch { Sum or SquareSum => a + b, ReduceMax => T.Max(a, b), _ => T.Min(a, b) };

    private void Combine(ReadOnlySpan<T> x, Span<T> y)
    {
        switch (_op)
        {
            case Sum or SquareSum: TensorPrimitives.Add(x, y, y); break;
            case ReduceMax: TensorPrimitives.Max(x, y, y); break;
            default: TensorPrimitives.Min(x, y, y); break;
        }
    }
}
