using Vireo.Kernels;
using Vireo.Kernels.OneDnn;
using Vireo.Native;
using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.Tests.Kernels;

/// <summary>Kernels of oneDNN at the sizes that make it take its fast paths, and which paths it takes.</summary>
public class OneDnnTests
{
    private const int Batch = 4;

    // Slow paths of the library at layers of common models, with the reason; everything else must be a fast one.
    private static readonly Dictionary<string, string> s_exceptions = new()
    {
        ["BatchNormTraining 18 @14"] = "channels not in fours have plain loops only; ours are preferred",
        ["BatchNormBackward 18 @14"] = "as above",
        ["BatchNormInference 18 @14"] = "as above",
    };

    public static readonly OpCase[] Cases =
    [
        .. Convolution(16, 32, 6, 1, 1, 1), .. Convolution(64, 16, 5, 1, 2, 1), .. Convolution(32, 32, 7, 3, 1, 1),
        .. Convolution(16, 64, 8, 3, 2, 1), .. Convolution(3, 16, 9, 3, 2, 1), .. Convolution(3, 32, 15, 7, 2, 1),
        .. Convolution(32, 32, 7, 3, 1, 32), .. Convolution(24, 24, 6, 3, 2, 24), .. Convolution(16, 16, 7, 5, 1, 16),
        .. Convolution(40, 40, 6, 5, 2, 40), .. Convolution(32, 64, 6, 3, 1, 4), .. Convolution(16, 32, 5, 3, 1, 16),
        .. Convolution(17, 19, 5, 3, 1, 1), .. Convolution(32, 48, 9, 3, 2, 1), .. Convolution(40, 20, 8, 3, 2, 1),
        .. Convolution(64, 16, 1, 1, 1, 1), .. Convolution(16, 48, 1, 3, 1, 1), .. Convolution(256, 32, 3, 3, 1, 1),
        .. Convolution(256, 16, 6, 3, 2, 1), .. Convolution(1024, 16, 3, 1, 1, 1),
        .. Convolution(1, 1, 4, 3, 1, 1), .. Convolution(16, 16, 9, 3, 1, 1, dilation: 2),
        .. Norm(16, 5), .. Norm(64, 3), .. Norm(24, 4), .. Norm(20, 3), .. Norm(32, 1), .. Norm(1, 4),
        new(new BatchNormTraining(), new OpInput([9, 16]), new OpInput([16]), new OpInput([16])),
        new(new BatchNormTraining(), new OpInput([3, 5, 7]), new OpInput([5]), new OpInput([5])),
        .. Average(new() { KH = 7, KW = 7 }, 16, 7), .. Average(new() { KH = 2, KW = 2, Window = new(2) }, 32, 5),
        .. Average(new() { KH = 3, KW = 3, Window = new(2, 1) }, 16, 6),
        .. Average(new() { KH = 3, KW = 3, Window = new(2, 1), CountPadding = false, CeilMode = true }, 16, 6),
        new(new AdaptiveAveragePool2d(), new OpInput([2, 32, 7, 5])),
        new(new AdaptiveAveragePool2d { OH = 2, OW = 3 }, new OpInput([2, 16, 4, 6])),
        new(new MatMul(), new OpInput([16, 64]), new OpInput([64, 48])),
        new(new MatMul { TransposeA = true }, new OpInput([64, 16]), new OpInput([64, 48])),
        new(new MatMul(), new OpInput([3, 2, 16, 32]), new OpInput([32, 16])),
        new(new MatMul { TransposeA = true }, new OpInput([3, 1, 32, 5]), new OpInput([2, 32, 16])),
        new(new MatMul(), new OpInput([1, 1]), new OpInput([1, 1])),
        new(new Softmax(), new OpInput([64])), new(new LogSoftmax(), new OpInput([2, 1])),
        new(new Add(), new OpInput([2, 16, 5, 4]), new OpInput([2, 16, 5, 4])),
        new(new Subtract(), new OpInput([3, 4]), new OpInput([4])),
        new(new Multiply(), new OpInput([]), new OpInput([])),
    ];

    public static TheoryData<int, string> Rows
    {
        get
        {
            var rows = new TheoryData<int, string>();
            for (var i = 0; i < Cases.Length; i++)
            {
                rows.Add(i, $"{Cases[i].Op.GetType().Name} {string.Join(' ', Cases[i].Inputs.Select(x => x.Shape))}");
            }

            return rows;
        }
    }

    /// <summary>Layers of ResNet-50 and MobileNetV3-small.</summary>
    public static TheoryData<string, int, int, int, int, int, int> Layers => new()
    {
        { "stem", 3, 224, 64, 7, 2, 1 }, { "reduce", 256, 56, 64, 1, 1, 1 }, { "spatial", 64, 56, 64, 3, 1, 1 },
        { "expand", 64, 56, 256, 1, 1, 1 }, { "stride", 128, 56, 128, 3, 2, 1 }, { "skip", 256, 56, 512, 1, 2, 1 },
        { "late", 512, 7, 512, 3, 1, 1 }, { "late expand", 512, 7, 2048, 1, 1, 1 },
        { "mobile stem", 3, 224, 16, 3, 2, 1 },
        { "mobile 24", 72, 28, 24, 1, 1, 1 }, { "mobile 88", 24, 28, 88, 1, 1, 1 },
        { "depthwise 3", 88, 28, 88, 3, 1, 88 }, { "depthwise 3 stride", 72, 56, 72, 3, 2, 72 },
        { "depthwise 5", 240, 14, 240, 5, 1, 240 }, { "depthwise 5 stride", 96, 28, 96, 5, 2, 96 },
        { "squeeze", 240, 1, 64, 1, 1, 1 }, { "excite", 64, 1, 240, 1, 1, 1 },
    };

    [SkippableTheory, MemberData(nameof(Rows))]
    public void Agrees_with_the_reference(int row, string op)
    {
        NeedLibrary();
        Assert.StartsWith(Cases[row].Op.GetType().Name, op, StringComparison.Ordinal);
        Check.Conforms(Cases[row] with { ChecksGradient = false, SingleTolerance = 2e-5 });
    }

    [SkippableTheory, MemberData(nameof(Layers))]
    public void Convolutions_of_common_models_take_fast_paths(
        string name, int c, int extent, int o, int kernel, int stride, int groups)
    {
        NeedLibrary();
        foreach (var test in Convolution(c, o, extent, kernel, stride, groups)) IsFast(name, test);
    }

    [SkippableTheory]
    [InlineData(64, 112)]
    [InlineData(256, 56)]
    [InlineData(2048, 7)]
    [InlineData(16, 112)]
    [InlineData(24, 28)]
    [InlineData(20, 14)]
    [InlineData(18, 14)]
    public void Norms_of_common_models_take_fast_paths(int c, int extent)
    {
        NeedLibrary();
        foreach (var test in Norm(c, extent)) IsFast($"{test.Op.GetType().Name} {c} @{extent}", test);
    }

    [SkippableFact]
    public void Products_pools_and_softmax_of_common_models_take_fast_paths()
    {
        NeedLibrary();
        IsFast("head", new(new MatMul { TransposeB = true }, new OpInput([Batch, 2048]), new OpInput([1000, 2048])));
        IsFast("head dx", new(new MatMul(), new OpInput([Batch, 1000]), new OpInput([1000, 2048])));
        var left = new MatMul { TransposeA = true };
        IsFast("head dw", new(left, new OpInput([Batch, 1000]), new OpInput([Batch, 2048])));
        IsFast("global pool", new(new AdaptiveAveragePool2d(), new OpInput([Batch, 2048, 7, 7])));
        IsFast("softmax", new(new LogSoftmax(), new OpInput([Batch, 1000])));
    }

    [Fact]
    public void What_was_measured_to_be_slower_is_not_preferred()
    {
        Assert.True(IsPreferred(Norm(64, 5)[0]));
        Assert.False(IsPreferred(Norm(24, 5)[0]));
        Assert.True(IsPreferred(Convolution(16, 16, 7, 3, 1, 16)[2]));
        Assert.False(IsPreferred(Convolution(16, 16, 7, 5, 1, 16)[2]));
        Assert.True(IsPreferred(Convolution(16, 16, 7, 5, 1, 1)[2]));
        Assert.True(IsPreferred(Convolution(16, 16, 7, 5, 1, 16)[0]));
    }

    [SkippableFact]
    public void The_catalog_asks_the_preferred_backend_first_and_takes_the_other_rather_than_none()
    {
        NeedLibrary();
        foreach (var test in (OpCase[])[.. Norm(64, 5), .. Norm(24, 5), .. Convolution(16, 16, 7, 5, 1, 16)])
        {
            var (inputs, outputs) = Operands(test, DType.F32);
            var ours = KernelCatalog.TryCreate(Backend.Managed, test.Op, inputs, outputs);
            var theirs = Kernel(test, Backend.OneDnn);
            var expected = IsPreferred(test) ? theirs : ours ?? theirs;
            Assert.Equal(expected.Name, KernelCatalog.Create(test.Op, inputs, outputs).Name);
        }
    }

    [SkippableFact]
    public void Not_a_number_stays_not_a_number()
    {
        NeedLibrary();
        var x = new OpInput([40]) { Values = [.. Enumerable.Repeat(double.NaN, 40)] };
        var y = new OpInput([40]) { Low = 1 };
        UnaryOp[] unary =
        [
            new Relu(), new Sigmoid(), new Tanh(), new Gelu(), new Silu(), new HardSwish(), new Exp(), new Log(),
            new Clamp { Low = -1, High = 1 }, new Abs(), new Sqrt(), new Negate(), new Power { Exponent = 2.5 },
        ];
        BinaryOp[] binary = [new Add(), new Subtract(), new Multiply(), new Divide(), new Maximum(), new Minimum()];
        OpCase[] cases =
        [
            .. unary.Select(op => new OpCase(op, x)), .. binary.Select(op => new OpCase(op, x, y)),
            .. binary.Select(op => new OpCase(op, y, x)), new(new Softmax(), x),
        ];
        var lost = cases.Where(test => Offer(test, DType.F32) is not null && Conforms(test) is not null)
            .Select(test => $"{test.Op} {Conforms(test)}");
        Assert.Empty(lost);
    }

    [SkippableFact]
    public void What_the_library_does_otherwise_or_not_at_all_is_left_to_others()
    {
        NeedLibrary();
        var pool = new MaxPool2d { KH = 2, KW = 2 };
        Assert.Null(Offer(new(pool, new OpInput([2, 16, 4, 4])), DType.F32));
        Assert.Null(Offer(new(new Relu(), new OpInput([16])), DType.F32));
        Assert.Null(Offer(new(new Softmax(), new OpInput([2, 4])), DType.F64));
        Assert.Null(Offer(new(new MatMul(), new OpInput([2, 0]), new OpInput([0, 3])), DType.F32));
    }

    [SkippableFact]
    public void Running_allocates_nothing()
    {
        NeedLibrary();
        foreach (var test in (OpCase[])[.. Convolution(34, 32, 9, 3, 2, 1), .. Norm(16, 5)])
        {
            var (inputs, outputs) = Operands(test, DType.F32);
            var kernel = Kernel(test, Backend.OneDnn);
            var (x, y) = (Array.ConvertAll(inputs, Room), Array.ConvertAll(outputs, Room));
            var scratch = new MemorySlice(new AlignedMemory(kernel.ScratchBytes));
            kernel.Run(x, y, scratch);
            var before = GC.GetAllocatedBytesForCurrentThread();
            kernel.Run(x, y, scratch);
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    /// <summary>Forward with bias, gradient of the image, gradient of the weight; odd kernels are centred.</summary>
    private static OpCase[] Convolution(int c, int o, int extent, int kernel, int stride, int groups, int dilation = 1)
    {
        var op = new Conv2d { Window = new(stride, kernel / 2 * dilation, dilation), Groups = groups };
        Shape image = [Batch, c, extent, extent], weight = [o, c / groups, kernel, kernel];
        var g = op.Geometry(image, weight);
        OpInput x = new(image), w = new(weight), dy = new([Batch, o, g.OH, g.OW]);
        return
        [
            new(op, x, w, new OpInput([o])), new(new Conv2dBackwardData { Forward = op, Shape = image }, dy, w),
            new(new Conv2dBackwardWeights { Forward = op, Shape = weight }, x, dy),
        ];
    }

    private static OpCase[] Norm(int c, int extent)
    {
        OpInput x = new([Batch, c, extent, extent]), vector = new([c]), variance = new([c]) { Low = 0.5 };
        return
        [
            new(new BatchNormTraining(), x, vector, vector), new(new BatchNormBackward(), x, x, vector, vector, variance),
            new(new BatchNormInference(), x, vector, vector, vector, variance),
        ];
    }

    private static OpCase[] Average(AveragePool2d op, int c, int extent)
    {
        Shape image = [Batch, c, extent, extent];
        var g = op.Geometry(image);
        return
        [
            new(op, new OpInput(image)),
            new(new AveragePool2dBackward { Forward = op, Shape = image }, new OpInput([Batch, c, g.OH, g.OW])),
        ];
    }

    private static void IsFast(string name, OpCase test)
    {
        var kernel = Kernel(test, Backend.OneDnn).Name;
        string[] marks = ["ref", "gemm:", "simple", ":any"];
        var slow = Array.Exists(marks, mark => kernel.Contains(mark, StringComparison.Ordinal));
        Assert.True(!slow || s_exceptions.ContainsKey(name), $"{name}: {kernel}");
        if (OneDnn.Version?.Major != 2) return;
        Assert.True(slow || !s_exceptions.ContainsKey(name), $"{name} is no exception any more: {kernel}");
    }

    private static bool IsPreferred(OpCase test) =>
        OneDnnKernels.IsPreferred(test.Op, Operands(test, DType.F32).Inputs);

    private static string? Conforms(OpCase test) =>
        Record.Exception(() => Check.Conforms(test with { ChecksGradient = false }))?.Message;

    private static Kernel Kernel(OpCase test, Backend backend)
    {
        var (inputs, outputs) = Operands(test, DType.F32);
        var kernel = KernelCatalog.TryCreate(backend, test.Op, inputs, outputs);
        Assert.True(kernel is not null, $"{backend} offers nothing for {test.Op}");
        return kernel;
    }

    private static Kernel? Offer(OpCase test, DType type)
    {
        var (inputs, outputs) = Operands(test, type);
        return KernelCatalog.TryCreate(Backend.OneDnn, test.Op, inputs, outputs);
    }

    /// <summary>As plans lay them out.</summary>
    private static (Operand[] Inputs, Operand[] Outputs) Operands(OpCase test, DType type)
    {
        var images = test.Op.Layouts == LayoutRule.Images;
        Operand Place(TensorSpec spec, bool isImage) => new(
            spec.Shape, spec.DType,
            images && isImage && spec.Shape.Rank == 4 ? Layout.ChannelsLast : Layout.RowMajor);
        TensorSpec[] specs = [.. test.Inputs.Select(i => new TensorSpec(i.Shape, type))];
        return (
            [.. specs.Select((s, i) => Place(s, test.Op.IsImageInput(i)))],
            [.. test.Op.Infer(specs).Select((s, i) => Place(s, test.Op.IsImageOutput(i)))]);
    }

    private static MemorySlice Room(Operand operand) => new(new AlignedMemory(operand.Bytes));

    private static void NeedLibrary()
    {
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.True(OneDnn.IsAvailable, OneDnn.Reason);
        Skip.IfNot(OneDnn.IsAvailable, $"oneDNN: {OneDnn.Reason}");
    }
}
