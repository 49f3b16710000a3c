using Vireo.Kernels;
using Vireo.Native;
using Vireo.Ops;
using static Vireo.Tests.Kernels.KernelCheck;

namespace Vireo.Tests.Kernels;

/// <summary>Kernels that move elements by index or along an axis: their bits do not depend on threads, and they
/// allocate nothing.</summary>
[Collection("thread count")]
public class IndexKernelTests
{
    private static readonly OpCase[] s_cases =
    [
        new(new CumulativeSum { Axis = 1 }, [[40, 300, 7]], []),
        new(new CumulativeSum { Axis = 1, Reverse = true }, [[90, 700]], []),
        new(new TopK { K = 40, Axis = 1 }, [[30, 900, 3]], []),
        new(new ArgMax { Axis = 0 }, [[50, 4000]], []),
        new(new SearchSorted(), [[600], [70, 90]], []),
        new(new Gather { Axis = 1 }, [[9, 50, 70]], [9, 40, 70]),
        new(new IndexSelect { Axis = 0 }, [[50, 600]], [800]),
        new(new IndexAdd { Axis = 0, Extent = 50 }, [[800, 600]], [800]),
        new(new ScatterAdd { Axis = 1, Extent = 50 }, [[9, 400, 70]], [9, 400, 70]),
        new(new Scatter { Axis = 1 }, [[9, 50, 70]], [9, 40, 70], [9, 40, 70]),
        new(new SoftmaxBackward(), [[300, 500], [300, 500]], []),
        new(new LogSoftmaxBackward(), [[300, 500], [300, 500]], []),
        new(new Sum { Axes = [0] }, [[3000, 20]], []),
        new(new Sum { Axes = [1] }, [[300, 5000]], []),
        new(new Flip { Axes = [0, 1] }, [[300, 500]], []),
        new(new Roll { Axes = [0, 1], Shifts = [7, 99] }, [[300, 500]], []),
    ];

    /// <summary>An op; its inputs of single precision; the index behind the first of them; and what comes
    /// behind.</summary>
    private sealed record OpCase(Op Op, int[][] Floats, int[] Index, params int[][] More);

    public static TheoryData<int, string> Cases
    {
        get
        {
            var rows = new TheoryData<int, string>();
            for (var i = 0; i < s_cases.Length; i++) rows.Add(i, s_cases[i].Op.Name);
            return rows;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_number_of_threads_changes_no_bit(int number, string name)
    {
        var (kernel, inputs, outputs) = Prepared(number);
        Assert.NotEmpty(name);
        var threads = Workers.Count;
        try
        {
            byte[][]? first = null;
            foreach (var count in (int[])[1, 2, 4])
            {
                Workers.Count = count;
                var y = outputs.Select(o => Room<byte>(o.Bytes)).ToArray();
                kernel.Run(inputs, y, Room<byte>(kernel.ScratchBytes));
                var bits = y.Select(o => o.Span<byte>().ToArray()).ToArray();
                first ??= bits;
                for (var i = 0; i < bits.Length; i++) Assert.Equal(first[i], bits[i]);
            }
        }
        finally
        {
            Workers.Count = threads;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Running_a_kernel_allocates_nothing(int number, string name)
    {
        var (kernel, inputs, outputs) = Prepared(number);
        Assert.StartsWith("managed", kernel.Name, StringComparison.Ordinal);
        var y = outputs.Select(o => Room<byte>(o.Bytes)).ToArray();
        var scratch = Room<byte>(kernel.ScratchBytes);
        var threads = Workers.Count;
        try
        {
            Workers.Count = 1;
            kernel.Run(inputs, y, scratch);
            var before = GC.GetAllocatedBytesForCurrentThread();
            kernel.Run(inputs, y, scratch);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated == 0, $"{name} allocated {allocated} bytes");
        }
        finally
        {
            Workers.Count = threads;
        }
    }

    private static (Kernel Kernel, MemorySlice[] Inputs, Operand[] Outputs) Prepared(int number)
    {
        var (op, floats, index, more) = s_cases[number];
        var operands = floats.Select(s => new Operand(Shape.Create(s), DType.F32)).ToList();
        var values = operands.Select((o, i) => Memory<float>(Numbers(o.Shape.Count, (ulong)i))).ToList();
        if (index.Length > 0)
        {
            var rng = new Rng(9);
            operands.Add(new(Shape.Create(index), DType.I64));
            var places = Enumerable.Range(0, (int)operands[^1].Shape.Count).Select(_ => (double)rng.Below(50));
            values.Add(Memory<long>([.. places]));
        }

        foreach (var shape in more)
        {
            operands.Add(new(Shape.Create(shape), DType.F32));
            values.Add(Memory<float>(Numbers(operands[^1].Shape.Count, 5)));
        }

        var outputs = op.Infer([.. operands.Select(o => new TensorSpec(o.Shape, o.DType))])
            .Select(s => new Operand(s.Shape, s.DType)).ToArray();
        return (KernelCatalog.Create(op, [.. operands], outputs), [.. values], outputs);
    }
}
