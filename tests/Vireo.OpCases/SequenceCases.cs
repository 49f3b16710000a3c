using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.OpCases;

/// <summary>Attention, recurrent cells and alignments.</summary>
public static class SequenceCases
{
    /// <summary>The cases.</summary>
    public static OpCase[] All => [.. AttentionRows, .. RecurrenceRows, .. CtcRows];

    private static IEnumerable<OpCase> AttentionRows =>
    [
        Attend(new() { Scale = 0.5 }, [2, 3, 5, 4], 7, 3),
        Attend(new() { Scale = 1 }, [1, 1, 1, 1], 1, 1),
        Attend(new() { Scale = 0.3, Causal = true }, [1, 2, 71, 5], 67, 3),
        Attend(new() { Scale = 0.3, HasBias = true }, [2, 2, 3, 5], 7, 2, bias: [1, 2, 3, 7]),
        Attend(new() { Scale = 0.3, HasBias = true }, [2, 2, 67, 3], 5, 2, bias: [2, 1, 1, 5]),
        Attend(new() { Scale = 0.3, HasBias = true, HasMask = true }, [2, 2, 3, 5], 7, 2, [2, 1, 3, 1], [1, 1, 3, 7]),
        Attend(new() { Scale = 0.3, HasMask = true }, [2, 2, 3, 5], 5, 2, mask: [2, 1, 1, 5]),
        Attend(new() { Scale = 1 }, [0, 2, 3, 5], 7, 2),
        Back(new() { Scale = 0.5 }, [2, 3, 5, 4], 7, 3),
        Back(new() { Scale = 0.3, Causal = true, HasBias = true }, [2, 1, 5, 3], 6, 2, bias: [1, 1, 5, 6]),
        Back(new() { Scale = 0.3, HasMask = true }, [1, 2, 66, 2], 3, 2, mask: [1, 2, 1, 3]),
        Back(new() { Scale = 1 }, [0, 2, 3, 5], 7, 2),
    ];

    private static IEnumerable<OpCase> RecurrenceRows =>
    [
        Recur(new() { Cell = RecurrentCell.Tanh }, 3, 2, 5, 4),
        Recur(new() { Cell = RecurrentCell.Relu, Reverse = true }, 3, 2, 3, 5),
        Recur(new() { Cell = RecurrentCell.Lstm }, 4, 3, 5, 7),
        Recur(new() { Cell = RecurrentCell.Lstm }, 1, 1, 1, 1),
        Recur(new() { Cell = RecurrentCell.Lstm, Reverse = true, HasLengths = true }, 4, 3, 2, 3, 4, 2, 0),
        Recur(new() { Cell = RecurrentCell.Gru }, 3, 9, 5, 17),
        Recur(new() { Cell = RecurrentCell.Gru, HasLengths = true }, 4, 3, 3, 5, 1, 4, 3),
        Recur(new() { Cell = RecurrentCell.Gru, Reverse = true, HasLengths = true }, 3, 2, 3, 5, 2, 3),
        RecurBack(new() { Cell = RecurrentCell.Lstm, Reverse = true, HasLengths = true }, 3, 2, 2, 3, 3, 1),
        RecurBack(new() { Cell = RecurrentCell.Gru, HasLengths = true }, 3, 2, 2, 3, 2, 3),
        RecurBack(new() { Cell = RecurrentCell.Tanh, Reverse = true }, 2, 2, 3, 2),
        RecurBack(new() { Cell = RecurrentCell.Relu }, 2, 2, 3, 2) with { ChecksGradient = false },
        RecurBack(new() { Cell = RecurrentCell.Gru }, 0, 2, 3, 4),
    ];

    private static IEnumerable<OpCase> CtcRows =>
    [
        Ctc(new(), 5, 2, 4, [2, 2], [1, 2, 3, 3], [5, 4], [2, 2]),
        Ctc(new() { Blank = 3 }, 7, 3, 5, [3, 3], [1, 1, 0, 2, 0, 0, 4, 1, 2], [7, 3, 6], [2, 1, 3]),
        Ctc(new(), 5, 3, 3, [4], [1, 2, 2, 1], [5, 2, 4], [3, 0, 1]),
        Ctc(new() { ZeroInfinity = true }, 3, 2, 3, [2, 2], [1, 1, 2, 2], [3, 2], [2, 2]),
        Ctc(new(), 1, 1, 2, [1, 1], [1], [1], [1]),
        Ctc(new(), 4, 0, 3, [0, 2], [], [], []),
        CtcBack(new(), 4, 2, 3, [2, 2], [1, 2, 2, 2], [4, 3], [2, 1]),
        CtcBack(new() { Blank = 1 }, 3, 2, 3, [3], [0, 2, 2], [3, 2], [2, 1]),
    ];

    private static OpCase Ctc(
        CtcLoss op, int steps, int n, int classes, Shape targets, double[] labels, double[] inputs, double[] counts) =>
        new(op, [.. CtcOperands(steps, n, classes, targets, labels, inputs, counts)]);

    private static OpCase CtcBack(
        CtcLoss op, int steps, int n, int classes, Shape targets, double[] labels, double[] inputs, double[] counts) =>
        new(
            new CtcLossBackward { Forward = op },
            [.. CtcOperands(steps, n, classes, targets, labels, inputs, counts), new([n])]);

    private static IEnumerable<OpInput> CtcOperands(
        int steps, int n, int classes, Shape targets, double[] labels, double[] inputs, double[] counts)
    {
        yield return new([steps, n, classes]);
        yield return new(targets) { Values = labels, Type = DType.I64 };
        yield return new([n]) { Values = inputs, Type = DType.I64 };
        yield return new([n]) { Values = counts, Type = DType.I64 };
    }

    private static OpCase Recur(Recurrence op, int steps, int n, int width, int state, params double[] lengths) =>
        new(op, [.. RecurrenceOperands(op, steps, n, width, state, lengths)]);

    private static OpCase RecurBack(
        Recurrence op, int steps, int n, int width, int state, params double[] lengths) =>
        new(
            new RecurrenceBackward { Forward = op },
            [
                .. RecurrenceOperands(op, steps, n, width, state, lengths), new([steps, n, state]), new([n, state]),
                .. op.HasCell ? (OpInput[])[new([n, state])] : [],
            ]);

    private static IEnumerable<OpInput> RecurrenceOperands(
        Recurrence op, int steps, int n, int width, int state, double[] lengths)
    {
        var rows = op.Gates * state;
        yield return new([steps, n, width]);
        yield return new([rows, width]);
        yield return new([rows, state]);
        yield return new([rows]);
        yield return new([rows]);
        yield return new([n, state]);
        if (op.HasCell) yield return new([n, state]);
        if (op.HasLengths) yield return new([n]) { Values = lengths, Type = DType.I64 };
    }

    private static OpCase Attend(
        Attention op, Shape q, int keys, int width, Shape? bias = null, Shape? mask = null) =>
        new(op, [.. Operands(q, keys, width, bias, mask)]);

    private static OpCase Back(
        Attention op, Shape q, int keys, int width, Shape? bias = null, Shape? mask = null) =>
        new(
            new AttentionBackward { Forward = op },
            [
                .. Operands(q, keys, width, bias, mask), new([q[0], q[1], q[2]]) { Low = 1, High = 2 },
                new([q[0], q[1], q[2], width]), new([q[0], q[1], q[2]]),
            ]);

    private static IEnumerable<OpInput> Operands(Shape q, int keys, int width, Shape? bias, Shape? mask)
    {
        yield return new(q);
        yield return new([q[0], q[1], keys, q[3]]);
        yield return new([q[0], q[1], keys, width]);
        if (bias is { } b) yield return new(b);

        // Three of four places are seen.
        if (mask is { } m)
        {
            double[] values = [.. Enumerable.Range(0, (int)m.Count).Select(i => i % 4 == 2 ? 0.0 : 1)];
            yield return new(m) { Values = values, Type = DType.Bool };
        }
    }
}
