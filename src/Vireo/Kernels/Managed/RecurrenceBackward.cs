using System.Numerics;
using System.Runtime.CompilerServices;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>Gradient of a recurrent layer: forward again, then back through the steps; the weights' gradients are
/// products over all steps at the end.</summary>
/// <remarks>Inputs and outputs: those of <see cref="Ops.RecurrenceBackward"/>. Stored per step: gates, later their
/// slopes, and the states before it; rows past the end of a sequence are zero.</remarks>
public sealed class RecurrenceBackward<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int SumColumns = 128;

    private readonly Recurrence _op;
    private readonly RecurrenceWalk<T> _walk;
    private readonly RecurrenceProducts<T> _products;
    private readonly Action<int> _part;
    private readonly Action<int> _sum;
    private MemorySlice _gates;
    private MemorySlice _before;
    private MemorySlice _cellBefore;
    private MemorySlice _work;
    private MemorySlice _h;
    private MemorySlice _c;
    private MemorySlice _dy;
    private MemorySlice _dh;
    private MemorySlice _dc;
    private MemorySlice _biases;
    private MemorySlice _stateBiases;

    /// <summary>Fixes the extents.</summary>
    /// <param name="op">The forward op.</param>
    /// <param name="x">Shape of the sequences.</param>
    /// <param name="state">Shape of the weights of the state.</param>
    public RecurrenceBackward(Recurrence op, Shape x, Shape state)
    {
        ArgumentNullException.ThrowIfNull(op);
        (_op, _walk) = (op, new(op, x, state));
        _products = new(op.Cell, _walk);
        (_part, _sum) = (Part, Sum);
    }

    /// <inheritdoc/>
    public override string Name => "managed recurrence backward";

    /// <inheritdoc/>
    public override long ScratchBytes => GateBytes + (_op.HasCell ? 2 : 1) * StateBytes + WorkBytes
        + Math.Max(_walk.ScratchBytes, _products.ScratchBytes);

    private long Rows => (long)_walk.Steps * _walk.N;

    private long GateBytes => Blocking.Lines(Rows * _walk.StoredWidth * Unsafe.SizeOf<T>());

    private long StateBytes => Blocking.Lines(Rows * _walk.Width * Unsafe.SizeOf<T>());

    private int WorkLength => _walk.Rows * (_walk.StoredWidth + 2 * _walk.Width) + _walk.Width;

    private long WorkBytes => Blocking.Lines((long)_walk.Parts * WorkLength * Unsafe.SizeOf<T>());

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        var at = 0L;
        MemorySlice Take(long bytes) => scratch.Slice((at += bytes) - bytes, bytes);
        (_gates, _before, _work) = (Take(GateBytes), Take(StateBytes), Take(WorkBytes));
        if (_op.HasCell) _cellBefore = Take(StateBytes);
        var rest = scratch.Slice(at, scratch.Bytes - at);
        _walk.Begin(inputs, rest);
        _h = inputs[5];
        (_dy, _dh) = (inputs[_op.HasCell ? ^3 : ^2], outputs[5]);
        inputs[_op.HasCell ? ^2 : ^1].Span<T>().CopyTo(_dh.Span<T>());
        if (_op.HasCell)
        {
            (_c, _dc) = (inputs[6], outputs[6]);
            inputs[^1].Span<T>().CopyTo(_dc.Span<T>());
        }

        Workers.For(_walk.Parts, _part);
        (_biases, _stateBiases) = (outputs[3], outputs[4]);
        Workers.For(Blocking.Ceil(_walk.StoredWidth, SumColumns), _sum);
        _products.Run(inputs, outputs, _gates, _before, rest);
    }

    private void Part(int part)
    {
        var (first, width, stored) = (part * _walk.Rows, _walk.Width, _walk.StoredWidth);
        var count = Math.Min(_walk.Rows, _walk.N - first);
        var work = _work.Span<T>((long)part * WorkLength, WorkLength);
        var (gateRoom, stateRoom) = (_walk.Rows * stored, _walk.Rows * width);
        var gates = work[..(count * stored)];
        var h = work.Slice(gateRoom, count * width);
        var c = work.Slice(gateRoom + stateRoom, _op.HasCell ? count * width : 0);
        Again(first, count, gates, h, c);
        for (var s = _walk.Longest(first, count) - 1; s >= 0; s--)
        {
            for (var i = 0; i < count; i++)
            {
                var slopes = gates.Slice(i * stored, stored);
                if (s < _walk.Length(first + i)) Back(first + i, s, slopes, work[(gateRoom + 2 * stateRoom)..]);
                else slopes.Clear();
            }

            _walk.MultiplyBack(gates, _dh.Span<T>((long)first * width, count * width), count);
        }
    }

    /// <summary>The forward steps once more, storing gates and states.</summary>
    private void Again(int first, int count, Span<T> gates, Span<T> h, Span<T> c)
    {
        var (width, stored) = (_walk.Width, _walk.StoredWidth);
        _h.Span<T>((long)first * width, count * width).CopyTo(h);
        if (_op.HasCell) _c.Span<T>((long)first * width, count * width).CopyTo(c);
        var longest = _walk.Longest(first, count);
        for (var s = 0; s < longest; s++)
        {
            _walk.Multiply(h, gates, count);
            for (var i = 0; i < count; i++)
            {
                if (s >= _walk.Length(first + i)) continue;
                var row = _walk.RowOf(first + i, s);
                var own = h.Slice(i * width, width);
                var cell = _op.HasCell ? c.Slice(i * width, width) : default;
                own.CopyTo(_before.Span<T>(row * width, width));
                if (_op.HasCell) cell.CopyTo(_cellBefore.Span<T>(row * width, width));
                var projected = _walk.Projected.Span<T>(row * _walk.GateWidth, _walk.GateWidth);
                var step = gates.Slice(i * stored, stored);
                _walk.Step(projected, step, own, cell);
                step.CopyTo(_gates.Span<T>(row * stored, stored));
            }
        }

        for (var n = first; n < first + count; n++)
        {
            for (var t = _walk.Length(n); t < _walk.Steps; t++)
            {
                var row = (long)t * _walk.N + n;
                _gates.Span<T>(row * stored, stored).Clear();
                _before.Span<T>(row * width, width).Clear();
            }
        }
    }

    private void Back(int n, int s, Span<T> slopes, Span<T> room)
    {
        var (width, stored, row) = (_walk.Width, _walk.StoredWidth, _walk.RowOf(n, s));
        var dh = _dh.Span<T>((long)n * width, width);
        Elementwise.Add<T>(_dy.Span<T>(row * width, width), dh);
        var gates = _gates.Span<T>(row * stored, stored);
        var cell = _op.HasCell ? _cellBefore.Span<T>(row * width, width) : default;
        var dc = _op.HasCell ? _dc.Span<T>((long)n * width, width) : default;
        _walk.Back(gates, _before.Span<T>(row * width, width), cell, dh, dc, room[..width]);
        gates.CopyTo(slopes);
    }

    /// <summary>Gradients of some biases: the slopes' sums over all rows.</summary>
    private void Sum(int part)
    {
        var (first, stored) = (part * SumColumns, _walk.StoredWidth);
        var end = Math.Min(first + SumColumns, stored);

        // Where a GRU's biases of input and state differ: columns of n go to one, of r_n to the other.
        var isGru = _op.Cell == RecurrentCell.Gru;
        for (var from = first; from < end;)
        {
            var block = from / _walk.Width;
            var to = isGru ? Math.Min(end, (block + 1) * _walk.Width) : end;
            var ofState = isGru && block == 3;
            var sums = (ofState ? _stateBiases : _biases).Span<T>(ofState ? from - _walk.Width : from, to - from);
            sums.Clear();
            for (var row = 0L; row < Rows; row++)
            {
                Elementwise.Add<T>(_gates.Span<T>(row * stored + from, to - from), sums);
            }

            if (!isGru || block < 2) sums.CopyTo(_stateBiases.Span<T>(from, to - from));
            from = to;
        }
    }
}
