using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.OpCases;

/// <summary>Attention, recurrent cells and alignments.</summary>
public static class SequenceCases
{
    /// <summary>The cases.</summary>
    public static OpCase[] All => [.. AttentionRows];

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
