namespace Vireo.Native.Tests;

using static Numbers;

public class DnnConvolutionTests
{
    public static TheoryData<string> Cases => [.. _cases.Keys];

    private static readonly Dictionary<string, NaiveConvolution> _cases = new()
    {
        ["plain"] = new(),
        ["stride two"] = new() { Stride = 2 },
        ["dilated"] = new() { Dilation = 2, Begin = [2, 2], End = [2, 2] },
        ["groups"] = new() { Groups = 2 },
        ["depthwise"] = new() { Groups = 16, Inputs = 16, Outputs = 16 },
        ["padded on two sides only"] = new() { Stride = 2, Begin = [0, 0], End = [1, 1] },
        ["pointwise"] = new() { Kernel = 1, Begin = [0, 0], End = [0, 0], Inputs = 32, Outputs = 16 },
    };

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Forward_agrees_with_the_definition(string name)
    {
        Need.OneDnnLibrary();
        var naive = _cases[name];
        var (src, weights, bias) = (Some(naive.SrcCount, 1), Some(naive.WeightCount, 2), Some(naive.Outputs, 3));

        var spec = Spec(naive);
        using var forward = spec.TryForward(training: true)!;
        var dst = Room(spec.Dst.Bytes);
        forward.Execute(
            (DnnArg.Src, Packed(spec.Src, src)),
            (DnnArg.Weights, Packed(forward.Desc(DnnArg.Weights)!, weights)),
            (DnnArg.Bias, Memory(bias)),
            (DnnArg.Dst, dst));

        Close(naive.Forward(src, weights, bias), Plain(spec.Dst, dst));
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Backward_data_agrees_with_the_definition(string name)
    {
        Need.OneDnnLibrary();
        var naive = _cases[name];
        var (diffDst, weights) = (Some(naive.DstCount, 4), Some(naive.WeightCount, 5));

        var spec = Spec(naive);
        using var backward = spec.TryBackwardData()!;
        var diffSrc = Room(spec.Src.Bytes);
        backward.Execute(
            (DnnArg.DiffDst, Packed(spec.Dst, diffDst)),
            (DnnArg.Weights, Packed(backward.Desc(DnnArg.Weights)!, weights)),
            (DnnArg.DiffSrc, diffSrc));

        Close(naive.BackwardData(diffDst, weights), Plain(spec.Src, diffSrc));
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Backward_weights_agrees_with_the_definition(string name)
    {
        Need.OneDnnLibrary();
        var naive = _cases[name];
        var (src, diffDst) = (Some(naive.SrcCount, 6), Some(naive.DstCount, 7));

        var spec = Spec(naive);
        using var forward = spec.TryForward(training: true)!;
        using var backward = spec.TryBackwardWeights(forward)!;
        var diffWeights = Room(backward.Desc(DnnArg.DiffWeights)!.Bytes);
        var diffBias = Room(naive.Outputs * sizeof(float));
        backward.Execute(
            (DnnArg.Src, Packed(spec.Src, src)),
            (DnnArg.DiffDst, Packed(spec.Dst, diffDst)),
            (DnnArg.DiffWeights, diffWeights),
            (DnnArg.DiffBias, diffBias));

        Close(naive.BackwardWeights(src, diffDst), Plain(backward.Desc(DnnArg.DiffWeights)!, diffWeights));
        Close(naive.BackwardBias(diffDst), diffBias.Span<float>());
    }

    [SkippableFact]
    public void Post_ops_add_the_old_content_scale_by_channel_and_cut_below_zero()
    {
        Need.OneDnnLibrary();
        var naive = new NaiveConvolution();
        var (src, weights) = (Some(naive.SrcCount, 1), Some(naive.WeightCount, 2));
        var (old, scale) = (Some(naive.DstCount, 8), Some(naive.Outputs, 9));
        var scaleLayout = DnnMemoryDesc.Plain(DnnType.F32, 1, naive.Outputs, 1, 1);

        var spec = Spec(naive) with
        {
            Bias = null,
            PostOps =
            [
                new DnnPostOp.Binary(DnnBinaryKind.Mul, scaleLayout),
                new DnnPostOp.Sum(0.5f),
                new DnnPostOp.Activation(DnnActivation.Relu),
            ],
        };
        using var forward = spec.TryForward()!;
        var dst = Packed(spec.Dst, old);
        forward.Execute(
            (DnnArg.Src, Packed(spec.Src, src)),
            (DnnArg.Weights, Packed(forward.Desc(DnnArg.Weights)!, weights)),
            (DnnArg.PostOp0, Memory(scale)),
            (DnnArg.Dst, dst));

        var expected = naive.Forward(src, weights, null);
        for (var i = 0; i < expected.Length; i++)
        {
            var channel = i / (naive.OutHeight * naive.OutWidth) % naive.Outputs;
            expected[i] = Math.Max(0, expected[i] * scale[channel] + 0.5 * old[i]);
        }

        Close(expected, Plain(spec.Dst, dst));
    }

    [SkippableFact]
    public void Halved_precision_stays_within_a_hundredth()
    {
        Need.OneDnnLibrary();
        var naive = new NaiveConvolution { Inputs = 16, Outputs = 32 };
        var (src, weights) = (Halved(Some(naive.SrcCount, 1)), Halved(Some(naive.WeightCount, 2)));

        var spec = new DnnConvolution
        {
            Src = DnnMemoryDesc.ChannelsLast(DnnType.BF16, naive.SrcDims),
            Weights = DnnMemoryDesc.Any(DnnType.BF16, naive.WeightDims),
            Dst = DnnMemoryDesc.ChannelsLast(DnnType.BF16, naive.DstDims),
            PaddingBegin = naive.Begin,
            PaddingEnd = naive.End,
        };
        using var forward = spec.TryForward();
        Skip.If(forward is null, "this processor has no bf16 convolution");
        var dst = Room(spec.Dst.Bytes);
        forward!.Execute(
            (DnnArg.Src, Packed(spec.Src, src)),
            (DnnArg.Weights, Packed(forward.Desc(DnnArg.Weights)!, weights)),
            (DnnArg.Dst, dst));

        Close(naive.Forward(src, weights, null), Plain(spec.Dst, dst), tolerance: 1e-2);
    }

    [SkippableFact]
    public void Gradients_of_weights_stay_in_full_precision_beside_halved_activations()
    {
        Need.OneDnnLibrary();
        var naive = new NaiveConvolution { Inputs = 16, Outputs = 32 };
        var (src, diffDst) = (Halved(Some(naive.SrcCount, 6)), Halved(Some(naive.DstCount, 7)));
        var spec = new DnnConvolution
        {
            Src = DnnMemoryDesc.ChannelsLast(DnnType.BF16, naive.SrcDims),
            Weights = DnnMemoryDesc.Any(DnnType.BF16, naive.WeightDims),
            Dst = DnnMemoryDesc.ChannelsLast(DnnType.BF16, naive.DstDims),
            PaddingBegin = naive.Begin,
            PaddingEnd = naive.End,
        };
        using var forward = spec.TryForward(training: true);
        Skip.If(forward is null, "this processor has no bf16 convolution");
        var gradients = spec with { Weights = DnnMemoryDesc.Any(DnnType.F32, naive.WeightDims) };
        using var backward = gradients.TryBackwardWeights(forward)!;
        var layout = backward.Desc(DnnArg.DiffWeights)!;
        var diffWeights = Room(layout.Bytes);

        backward.Execute(
            (DnnArg.Src, Packed(spec.Src, src)), (DnnArg.DiffDst, Packed(spec.Dst, diffDst)),
            (DnnArg.DiffWeights, diffWeights));

        Assert.Equal(DnnType.F32, layout.Type);
        Close(naive.BackwardWeights(src, diffDst), Plain(layout, diffWeights), tolerance: 1e-4);
    }

    [SkippableFact]
    public void A_short_operand_a_foreign_operand_and_contradicting_extents_are_refused()
    {
        Need.OneDnnLibrary();
        var spec = Spec(new NaiveConvolution());
        using var forward = spec.TryForward()!;

        Assert.Throws<ArgumentException>(() => forward.Execute((DnnArg.Src, Room(8))));
        Assert.Throws<ArgumentException>(() => forward.Execute((DnnArg.Mean, Room(8))));
        var wrong = spec with { Dst = DnnMemoryDesc.ChannelsLast(DnnType.F32, 2, 4, 100, 9) };
        Assert.Contains("InvalidArguments", Assert.Throws<NativeException>(() => wrong.TryForward()).Message);
    }

    private static DnnConvolution Spec(NaiveConvolution naive) => new()
    {
        Src = DnnMemoryDesc.ChannelsLast(DnnType.F32, naive.SrcDims),
        Weights = DnnMemoryDesc.Any(DnnType.F32, naive.WeightDims),
        Bias = DnnMemoryDesc.Plain(DnnType.F32, naive.Outputs),
        Dst = DnnMemoryDesc.ChannelsLast(DnnType.F32, naive.DstDims),
        Strides = [naive.Stride, naive.Stride],
        Dilations = [naive.Dilation, naive.Dilation],
        PaddingBegin = naive.Begin,
        PaddingEnd = naive.End,
    };
}
