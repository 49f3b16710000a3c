using Vireo.Kernels;
using Vireo.Kernels.Managed;
using Vireo.Native;
using Vireo.Ops;
using static Vireo.Tests.Kernels.KernelCheck;

namespace Vireo.Tests.Kernels;

[Collection("thread count")]
public class SequenceKernelTests
{
    private static readonly AttentionGeometry _attention = new()
    {
        B = 2, H = 3, L = 150, S = 131, D = 17, E = 9, Scale = 0.3, Bias = [1, 3, 150, 131],
    };

    private static readonly Recurrence _gru = new() { Cell = RecurrentCell.Gru };

    private static readonly double[][] _states =
    [
        Numbers(9 * 37 * 5, 1), Numbers(21 * 5, 2), Numbers(21 * 7, 3), Numbers(21, 4), Numbers(21, 5),
        Numbers(37 * 7, 6),
    ];

    private static double[][] Heads(params int[] rows) =>
        [.. rows.Select((width, i) => Numbers(6L * width, (ulong)i + 10))];

    [Fact]
    public void Attention_is_the_same_for_any_number_of_threads() => SameForAnyThreads<float>(
        () => new AttentionForward<float>(_attention),
        [.. Heads(150 * 17, 131 * 17, 131 * 9), Numbers(3 * 150 * 131, 9)], 6 * 150 * 9, 6 * 150);

    [Fact]
    public void Its_gradient_is_the_same_for_any_number_of_threads() => SameForAnyThreads<float>(
        () => new AttentionBackward<float>(_attention),
        [
            .. Heads(150 * 17, 131 * 17, 131 * 9), Numbers(3 * 150 * 131, 9), Numbers(6 * 150, 7, offset: 5),
            Numbers(6 * 150 * 9, 8), Numbers(6 * 150, 9),
        ],
        6 * 150 * 17, 6 * 131 * 17, 6 * 131 * 9, 3 * 150 * 131);

    [Fact]
    public void Recurrence_is_the_same_for_any_number_of_threads()
    {
        SameForAnyThreads<float>(
            () => new RecurrenceForward<float>(_gru, [9, 37, 5], [21, 7]), _states, 9 * 37 * 7, 37 * 7);
        SameForAnyThreads<float>(
            () => new Vireo.Kernels.Managed.RecurrenceBackward<float>(_gru, [9, 37, 5], [21, 7]),
            [.. _states, Numbers(9 * 37 * 7, 7), Numbers(37 * 7, 8)],
            9 * 37 * 5, 21 * 5, 21 * 7, 21, 21, 37 * 7);
    }

    [Fact]
    public void Running_them_allocates_nothing()
    {
        var threads = Workers.Count;
        try
        {
            Workers.Count = 1;
            var narrow = _attention with { L = 70, S = 9, Bias = null };
            Nothing(new AttentionForward<float>(narrow), Heads(70 * 17, 9 * 17, 9 * 9), 6 * 70 * 9, 6 * 70);
            Nothing(
                new AttentionBackward<float>(narrow),
                [.. Heads(70 * 17, 9 * 17, 9 * 9), Numbers(6 * 70, 7), Numbers(6 * 70 * 9, 8), Numbers(6 * 70, 9)],
                6 * 70 * 17, 6 * 9 * 17, 6 * 9 * 9);
            Nothing(new RecurrenceForward<float>(_gru, [9, 37, 5], [21, 7]), _states, 9 * 37 * 7, 37 * 7);
            Nothing(
                new Vireo.Kernels.Managed.RecurrenceBackward<float>(_gru, [9, 37, 5], [21, 7]),
                [.. _states, Numbers(9 * 37 * 7, 7), Numbers(37 * 7, 8)],
                9 * 37 * 5, 21 * 5, 21 * 7, 21, 21, 37 * 7);
        }
        finally
        {
            Workers.Count = threads;
        }
    }

    private static void Nothing(Kernel kernel, double[][] inputs, params long[] outputs)
    {
        MemorySlice[] x = [.. inputs.Select(Memory<float>)];
        MemorySlice[] y = [.. outputs.Select(Room<float>)];
        var scratch = Room<byte>(kernel.ScratchBytes);
        kernel.Run(x, y, scratch);
        var before = GC.GetAllocatedBytesForCurrentThread();
        kernel.Run(x, y, scratch);
        Assert.True(before == GC.GetAllocatedBytesForCurrentThread(), kernel.Name);
    }
}
