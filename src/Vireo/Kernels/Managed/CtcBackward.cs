using System.Numerics;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>Gradient of the CTC loss: sums from both ends of a text meet at every step and place.</summary>
/// <remarks>Inputs and output: those of <see cref="CtcLossBackward"/>.</remarks>
public sealed class CtcBackward<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly CtcLoss _op;
    private readonly CtcSums<T> _sums;
    private readonly Action<int> _text;
    private MemorySlice _factors;
    private MemorySlice _gradient;
    private MemorySlice _work;

    /// <summary>Fixes the extents.</summary>
    /// <param name="op">The loss.</param>
    /// <param name="x">Shape of the logarithms of probabilities.</param>
    /// <param name="targets">Shape of the targets.</param>
    public CtcBackward(CtcLoss op, Shape x, Shape targets)
    {
        (_op, _sums) = (op, new(op, x, targets));
        _text = Text;
    }

    /// <inheritdoc/>
    public override string Name => "managed ctc backward";

    /// <inheritdoc/>
    public override long ScratchBytes => _sums.N * WorkLength * sizeof(double);

    /// <summary>Sums from the start at all steps, two steps of those from the end, one number for each class.</summary>
    private long WorkLength => (_sums.Steps + 2L) * _sums.Room + _sums.Classes;

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        _sums.Begin(inputs);
        (_factors, _gradient, _work) = (inputs[4], outputs[0], scratch);
        Workers.For(_sums.N, _text);
    }

    private void Text(int n)
    {
        var (places, steps, room) = (_sums.Places(n), _sums.Length(n), _sums.Room);
        var work = _work.Slice(n * WorkLength * sizeof(double), WorkLength * sizeof(double));
        Span<double> From(int row) => work.Span<double>((long)row * room, places);
        for (var t = 0; t < steps; t++) _sums.Step(n, t, 1, t == 0 ? [] : From(t - 1), From(t));
        var total = _sums.Total(n, steps == 0 ? [] : From(steps - 1));
        var classes = work.Span<double>((_sums.Steps + 2L) * room, _sums.Classes);
        var factor = double.CreateTruncating(_factors.Span<T>(n, 1)[0]);
        var leaveOut = _op.ZeroInfinity && double.IsNegativeInfinity(total);
        for (var t = _sums.Steps - 1; t >= 0; t--)
        {
            var gradient = _gradient.Span<T>(((long)t * _sums.N + n) * _sums.Classes, _sums.Classes);
            gradient.Clear();
            if (t >= steps || leaveOut) continue;
            var now = From(_sums.Steps + t % 2);
            _sums.Step(n, t, -1, t == steps - 1 ? [] : From(_sums.Steps + (t + 1) % 2), now);
            Meet(n, t, total, From(t), now, classes);
            for (var c = 0; c < gradient.Length; c++) gradient[c] = T.CreateTruncating(-factor * classes[c]);
        }
    }

    /// <summary>Probabilities that the text passes each class at a step.</summary>
    private void Meet(
        int n, int t, double total, ReadOnlySpan<double> start, ReadOnlySpan<double> end, Span<double> classes)
    {
        var logs = _sums.Logs(n, t);
        classes.Clear();
        for (var i = 0; i < start.Length; i++)
        {
            // The label's own probability is in both of the sums.
            var label = _sums.ClassAt(n, i);
            var log = double.CreateTruncating(logs[label]);
            if (double.IsNegativeInfinity(log) && double.IsFinite(total)) continue;
            classes[label] += double.IsNegativeInfinity(total) ? double.NaN : Math.Exp(start[i] + end[i] - log - total);
        }
    }
}
