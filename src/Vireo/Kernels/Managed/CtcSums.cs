using System.Numerics;
using System.Runtime.CompilerServices;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>What the kernels of the CTC loss share: where texts lie, and one step of the sums.</summary>
internal sealed class CtcSums<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly CtcLoss _op;
    private readonly Shape _targets;
    private readonly long[] _first;
    private MemorySlice _x;
    private MemorySlice _labels;
    private MemorySlice _steps;
    private MemorySlice _counts;

    public CtcSums(CtcLoss op, Shape x, Shape targets)
    {
        (_op, _targets, Steps, N, Classes) = (op, targets, x[0], x[1], x[2]);
        _first = new long[N + 1];
    }

    public int Steps { get; }

    public int N { get; }

    public int Classes { get; }

    /// <summary>The most places a text can have: its labels and the blanks about them.</summary>
    public int Room => 2 * _targets[^1] + 1;

    /// <summary>Binds the inputs and checks them.</summary>
    public void Begin(ReadOnlySpan<MemorySlice> inputs)
    {
        (_x, _labels, _steps, _counts) = (inputs[0], inputs[1], inputs[2], inputs[3]);
        var at = 0L;
        for (var n = 0; n < N; n++)
        {
            var padded = _targets.Rank == 2;
            if (padded) at = (long)n * _targets[1];
            var room = padded ? _targets[1] : (int)(_targets[0] - at);
            var count = _counts.Span<long>(n, 1)[0];
            CtcTargets.RequireLengths(_steps.Span<long>(n, 1)[0], Steps, count, room, n);
            _first[n] = at;
            var labels = _labels.Span<long>(at, (int)count);
            foreach (var label in labels) CtcTargets.RequireLabel(label, Classes, _op.Blank, n);
            at += count;
        }
    }

    /// <summary>Steps of a sequence.</summary>
    public int Length(int n) => (int)_steps.Span<long>(n, 1)[0];

    /// <summary>Places of its text.</summary>
    public int Places(int n) => 2 * (int)_counts.Span<long>(n, 1)[0] + 1;

    /// <summary>The class at a place of a text.</summary>
    public int ClassAt(int n, int place) =>
        place % 2 == 0 ? _op.Blank : (int)_labels.Span<long>(_first[n] + place / 2, 1)[0];

    /// <summary>Logarithms of probabilities at a step.</summary>
    public ReadOnlySpan<T> Logs(int n, int t) => _x.Span<T>(((long)t * N + n) * Classes, Classes);

    /// <summary>One step of the sums of ways that end at each place, or, backward, that start there.</summary>
    /// <param name="n">The sequence.</param>
    /// <param name="t">The step.</param>
    /// <param name="direction">1 forward, -1 backward.</param>
    /// <param name="before">Sums of the step before; empty at the first.</param>
    /// <param name="now">Sums of this step, written.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Step(int n, int t, int direction, ReadOnlySpan<double> before, Span<double> now)
    {
        var logs = Logs(n, t);
        var start = direction > 0 ? 0 : now.Length - 1;
        for (var i = 0; i < now.Length; i++)
        {
            var place = start + direction * i;
            var label = ClassAt(n, place);
            var ways = before.IsEmpty ? (i < 2 ? 0 : double.NegativeInfinity) : before[place];
            if (!before.IsEmpty && i > 0)
            {
                var skips = i > 1 && i % 2 == 1 && label != ClassAt(n, place - 2 * direction);
                ways = LogAdd(
                    ways, before[place - direction],
                    skips ? before[place - 2 * direction] : double.NegativeInfinity);
            }

            now[place] = ways + double.CreateTruncating(logs[label]);
        }
    }

    /// <summary>The logarithm of a text's probability from the sums of its last step.</summary>
    public double Total(int n, ReadOnlySpan<double> last)
    {
        if (Length(n) == 0) return Places(n) == 1 ? 0 : double.NegativeInfinity;
        return LogAdd(last[^1], last.Length > 1 ? last[^2] : double.NegativeInfinity, double.NegativeInfinity);
    }

    private static double LogAdd(double a, double b, double c)
    {
        var most = Math.Max(a, Math.Max(b, c));
        return double.IsNegativeInfinity(most)
            ? most
            : most + Math.Log(Math.Exp(a - most) + Math.Exp(b - most) + Math.Exp(c - most));
    }
}
