using Vireo.Kernels;
using Vireo.Kernels.Managed;
using Vireo.Native;
using Vireo.Ops;
using static Vireo.Tests.Kernels.KernelCheck;

namespace Vireo.Tests.Kernels;

[Collection("thread count")]
public class AllocationTests
{
    private static readonly Conv2dGeometry _conv = new()
    {
        N = 2, C = 6, H = 7, W = 7, O = 6, KH = 3, KW = 3, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1,
    };

    private static readonly Pool2dGeometry _pool = new()
    {
        N = 2, C = 6, H = 7, W = 7, OH = 3, OW = 3, KH = 2, KW = 2, StrideH = 2, StrideW = 2,
    };

    public static TheoryData<string> Names => [.. Kernels().Select(kernel => kernel.Name)];

    /// <summary>The workers' own cost is not a kernel's: one thread runs all parts.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Running_a_kernel_allocates_nothing(string name)
    {
        var kernel = Kernels().First(k => k.Name == name);
        MemorySlice[] inputs = [.. Enumerable.Range(0, 5).Select(i => Memory<float>(new double[600]))];
        MemorySlice[] outputs = [.. Enumerable.Range(0, 3).Select(i => Room<float>(600))];
        var scratch = Room<byte>(kernel.ScratchBytes);
        var threads = Workers.Count;
        try
        {
            Workers.Count = 1;
            kernel.Run(inputs, outputs, scratch);
            var before = GC.GetAllocatedBytesForCurrentThread();
            kernel.Run(inputs, outputs, scratch);
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
        finally
        {
            Workers.Count = threads;
        }
    }

    private static IEnumerable<Kernel> Kernels()
    {
        yield return new Gemm<float>(new() { M = 9, N = 9, K = 9 });
        yield return new MatMul<float>([3, 4, 5], [3, 5, 6]);
        yield return new ConvForward<float>(_conv, hasBias: true);
        yield return new ConvBackwardData<float>(_conv);
        yield return new ConvBackwardWeights<float>(_conv);
        yield return new DepthwiseForward<float>(_conv with { Groups = 6 }, hasBias: true);
        yield return new DepthwiseBackwardData<float>(_conv with { Groups = 6 });
        yield return new DepthwiseBackwardWeights<float>(_conv with { Groups = 6 });
        yield return new BatchNormTraining<float>(98, 6, 1e-5);
        yield return new BatchNormInference<float>(98, 6, 1e-5);
        yield return new BatchNormBackward<float>(98, 6, 1e-5);
        yield return new GroupNormForward<float>(2, 49, 6, 3, 1e-5);
        yield return new GroupNormBackward<float>(2, 49, 6, 3, 1e-5);
        yield return new RowNormForward<float>(98, 6, isCentred: true, 1e-5);
        yield return new RowNormBackward<float>(98, 6, isCentred: true, 1e-5);
        yield return new RowNormBackward<float>(6, 98, isCentred: false, 1e-5);
        yield return new SeparableKernel<float>(
            "resize", 2, 6, new Resize2d { Height = 5, Width = 4 }.Maps([2, 6, 7, 7]));
        yield return new GridSampleKernel<float>(new(), [2, 6, 7, 7], [2, 3, 3, 2]);
        yield return new GridSampleBackwardKernel<float>(new(), [2, 6, 7, 7], [2, 3, 3, 2]);
        yield return new PatchKernel<float>(_pool, folds: false);
        yield return new PatchKernel<float>(_pool, folds: true);
        yield return new ChannelSum<float>(98, 6);
        yield return new MaxPoolForward<float>(_pool);
        yield return new MaxPoolBackward<float>(_pool);
        yield return new AveragePoolForward<float>(_pool, countIncludesPadding: true);
        yield return new AveragePoolBackward<float>(_pool, countIncludesPadding: true);
        yield return new Softmax<float>(20, 30);
        yield return new SoftmaxBackward<float>(20, 30);
        yield return new LogSoftmax<float>(20, 30);
        yield return new LogSoftmaxBackward<float>(20, 30);
        yield return new RowSum<float>(20, 30);
    }
}
