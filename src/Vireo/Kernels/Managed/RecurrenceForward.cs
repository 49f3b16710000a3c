using System.Numerics;
using System.Runtime.CompilerServices;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>A recurrent layer over all steps.</summary>
/// <remarks>Inputs and outputs: those of <see cref="Recurrence"/>.</remarks>
public sealed class RecurrenceForward<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly RecurrenceWalk<T> _walk;
    private readonly bool _hasCell;
    private readonly Action<int> _part;
    private MemorySlice _y;
    private MemorySlice _h;
    private MemorySlice _c;
    private MemorySlice _work;

    /// <summary>Fixes the extents.</summary>
    /// <param name="op">The layer.</param>
    /// <param name="x">Shape of the sequences.</param>
    /// <param name="state">Shape of the weights of the state.</param>
    public RecurrenceForward(Recurrence op, Shape x, Shape state)
    {
        ArgumentNullException.ThrowIfNull(op);
        (_walk, _hasCell) = (new(op, x, state), op.HasCell);
        _part = Part;
    }

    /// <inheritdoc/>
    public override string Name => "managed recurrence";

    /// <inheritdoc/>
    public override long ScratchBytes => WorkBytes + _walk.ScratchBytes;

    private long WorkBytes =>
        Blocking.Lines((long)_walk.Parts * _walk.Rows * _walk.StoredWidth * Unsafe.SizeOf<T>());

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        _work = scratch.Slice(0, WorkBytes);
        _walk.Begin(inputs, scratch.Slice(WorkBytes, scratch.Bytes - WorkBytes));
        (_y, _h) = (outputs[0], outputs[1]);
        inputs[5].Span<T>().CopyTo(_h.Span<T>());
        if (_hasCell)
        {
            _c = outputs[2];
            inputs[6].Span<T>().CopyTo(_c.Span<T>());
        }

        Workers.For(_walk.Parts, _part);
    }

    private void Part(int part)
    {
        var (first, width, stored) = (part * _walk.Rows, _walk.Width, _walk.StoredWidth);
        var count = Math.Min(_walk.Rows, _walk.N - first);
        var gates = _work.Span<T>((long)first * stored, count * stored);
        var h = _h.Span<T>((long)first * width, count * width);
        var c = _hasCell ? _c.Span<T>((long)first * width, count * width) : default;
        var longest = _walk.Longest(first, count);
        for (var s = 0; s < longest; s++)
        {
            _walk.Multiply(h, gates, count);
            for (var i = 0; i < count; i++)
            {
                if (s >= _walk.Length(first + i)) continue;
                var row = _walk.RowOf(first + i, s);
                var own = h.Slice(i * width, width);
                var projected = _walk.Projected.Span<T>(row * _walk.GateWidth, _walk.GateWidth);
                var cell = _hasCell ? c.Slice(i * width, width) : default;
                _walk.Step(projected, gates.Slice(i * stored, stored), own, cell);
                own.CopyTo(_y.Span<T>(row * width, width));
            }
        }

        for (var n = first; n < first + count; n++)
        {
            for (var t = _walk.Length(n); t < _walk.Steps; t++)
            {
                _y.Span<T>(((long)t * _walk.N + n) * width, width).Clear();
            }
        }
    }
}
