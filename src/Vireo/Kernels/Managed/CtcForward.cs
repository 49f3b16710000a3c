using System.Numerics;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>The CTC loss of each text of a batch; sums are double precision whatever the element type.</summary>
/// <remarks>Inputs and output: those of <see cref="CtcLoss"/>.</remarks>
public sealed class CtcForward<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly CtcLoss _op;
    private readonly CtcSums<T> _sums;
    private readonly Action<int> _text;
    private MemorySlice _losses;
    private MemorySlice _work;

    /// <summary>Fixes the extents.</summary>
    /// <param name="op">The loss.</param>
    /// <param name="x">Shape of the logarithms of probabilities.</param>
    /// <param name="targets">Shape of the targets.</param>
    public CtcForward(CtcLoss op, Shape x, Shape targets)
    {
        (_op, _sums) = (op, new(op, x, targets));
        _text = Text;
    }

    /// <inheritdoc/>
    public override string Name => "managed ctc";

    /// <inheritdoc/>
    public override long ScratchBytes => 2L * _sums.N * _sums.Room * sizeof(double);

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        _sums.Begin(inputs);
        (_losses, _work) = (outputs[0], scratch);
        Workers.For(_sums.N, _text);
    }

    private void Text(int n)
    {
        var places = _sums.Places(n);
        var now = _work.Span<double>(2L * n * _sums.Room, places);
        var before = _work.Span<double>((2L * n + 1) * _sums.Room, places);
        for (var t = 0; t < _sums.Length(n); t++)
        {
            _sums.Step(n, t, 1, t == 0 ? [] : before, now);
            var next = before;
            before = now;
            now = next;
        }

        _losses.Span<T>(n, 1)[0] = T.CreateTruncating(_op.Loss(-_sums.Total(n, before)));
    }
}
