using Vireo.Ops;

namespace Vireo.Onnx.Import;

/// <content>Layers: convolution, pooling, products, normalisation.</content>
internal static partial class ImportOps
{
    private static void AddLayers(Action<string, Func<NodeReader, Tensor>> add)
    {
        add("Conv", n => n[0].Conv2d(n[1], n.Has(2) ? n[2] : null,
            WindowOf(n, n[1].Shape[2], n[1].Shape[3]), Groups(n)));
        add("MaxPool", MaxPool);
        add("AveragePool", AveragePool);
        add("GlobalAveragePool", n => n[0].AdaptiveAveragePool2d());
        add("GlobalMaxPool", n => n[0].ReduceMax([2, 3], keepAxes: true));
        add("Gemm", Gemm);
        add("MatMul", n => n[0].MatMul(n[1]));
        add("BatchNormalization", BatchNorm);
        add("LayerNormalization", LayerNorm);
        add("LRN", n => n[0].LocalResponseNorm(
            n.Integer("size", 1), n.Real("alpha", 1e-4), n.Real("beta", 0.75), n.Real("bias", 1)));
        add("Softmax", n => Along(n, x => x.Softmax(), axis => n[0].Softmax(axis)));
        add("LogSoftmax", n => Along(n, x => x.LogSoftmax(), axis => n[0].LogSoftmax(axis)));
        add("ReduceMean", n => Reduce(n, (x, axes, keep) => x.Mean(axes, keep)));
        add("ReduceSum", n => Reduce(n, (x, axes, keep) => x.Sum(axes, keep)));
        add("ReduceMax", n => Reduce(n, (x, axes, keep) => x.ReduceMax(axes, keep)));
    }

    // One filter per channel stays that, however many channels are left.
    private static int Groups(NodeReader n)
    {
        var groups = n.Integer("group", 1);
        var isDepthwise = groups > 1 && n.State.Shapes.TryGetValue(n.Name(1), out var shape)
            && shape.Rank == 4 && shape[0] == groups && shape[1] == 1;
        return isDepthwise ? n[1].Shape[0] : groups;
    }

    /// <summary>What all ops with windows share.</summary>
    private static Window2d WindowOf(NodeReader n, int height, int width)
    {
        if (n[0].Shape.Rank != 4) throw n.Bad($"windows over {n[0].Shape} are not read, over images [N, C, H, W] are");
        int[] Pair(string name) => n.Integers(name) ?? [1, 1];
        if (Pair("strides") is not [> 0 and var sh, > 0 and var sw]) throw n.Bad("strides are two numbers from 1 on");
        if (Pair("dilations") is not [> 0 and var dh, > 0 and var dw])
            throw n.Bad("dilations are two numbers from 1 on");
        var pads = n.Text("auto_pad", "NOTSET") switch
        {
            "NOTSET" or "" => n.Integers("pads") ?? [0, 0, 0, 0],
            "VALID" => [0, 0, 0, 0],
            "SAME_UPPER" => Same(n[0].Shape, (height, width), (sh, sw), (dh, dw), upper: true),
            "SAME_LOWER" => Same(n[0].Shape, (height, width), (sh, sw), (dh, dw), upper: false),
            var other => throw n.Bad($"auto_pad '{other}' is not known"),
        };
        if (pads is not [>= 0 and var top, >= 0 and var left, >= 0 and var bottom, >= 0 and var right])
            throw n.Bad("pads are four numbers from 0 on");
        return new()
        {
            StrideH = sh, StrideW = sw, DilationH = dh, DilationW = dw,
            PadTop = top, PadLeft = left, PadBottom = bottom, PadRight = right,
        };
    }

    private static int[] Same(
        Shape x, (int H, int W) kernel, (int H, int W) stride, (int H, int W) dilation, bool upper)
    {
        (int, int) Axis(int extent, int k, int s, int d)
        {
            var total = checked(Math.Max(0, ((extent + s - 1) / s - 1) * s + d * (k - 1) + 1 - extent));
            return upper ? (total / 2, total - total / 2) : (total - total / 2, total / 2);
        }

        var ((top, bottom), (left, right)) =
            (Axis(x[2], kernel.H, stride.H, dilation.H), Axis(x[3], kernel.W, stride.W, dilation.W));
        return [top, left, bottom, right];
    }

    private static (int H, int W) Kernel(NodeReader n) => n.Integers("kernel_shape") is [> 0 and var h, > 0 and var w]
        ? (h, w) : throw n.Bad("kernel_shape is two numbers from 1 on");

    private static Tensor MaxPool(NodeReader n)
    {
        var (h, w) = Kernel(n);
        if (n.Outputs > 1) throw n.Bad("places of maxima are not read");
        var isCeil = n.Integer("ceil_mode", 0) != 0;
        return Tensor.Of(new MaxPool2d { KH = h, KW = w, Window = WindowOf(n, h, w), CeilMode = isCeil }, n[0]);
    }

    private static Tensor AveragePool(NodeReader n)
    {
        var (h, w) = Kernel(n);
        return Tensor.Of(new AveragePool2d
        {
            KH = h, KW = w, Window = WindowOf(n, h, w), CeilMode = n.Integer("ceil_mode", 0) != 0,
            CountPadding = n.Integer("count_include_pad", 0) != 0,
        }, n[0]);
    }

    private static Tensor Gemm(NodeReader n)
    {
        var product = n[0].MatMul(n[1], n.Integer("transA", 0) != 0, n.Integer("transB", 0) != 0);
        if (n.Real("alpha", 1) is not 1.0 and var alpha) product *= alpha;
        if (!n.Has(2)) return product;
        return product + (n.Real("beta", 1) is not 1.0 and var beta ? n[2] * beta : n[2]);
    }

    private static Tensor BatchNorm(NodeReader n)
    {
        var epsilon = n.Real("epsilon", 1e-5);
        var (pass, x) = (n.State.Pass, n[0]);
        var hasStatistics = n.State.Variables.TryGetValue(n.Name(3), out var mean)
            & n.State.Variables.TryGetValue(n.Name(4), out var variance);
        if (!pass.IsTraining || !hasStatistics || mean is null || variance is null)
            return x.BatchNormInference(n[1], n[2], n[3], n[4], epsilon);
        // As Vireo.Layers.BatchNorm learns; the standard's momentum is the share of the old.
        var kept = n.Real("momentum", 0.9);
        var (y, batchMean, batchVariance) = x.BatchNorm(n[1], n[2], epsilon);
        var count = x.Shape.Count / Math.Max(1, x.Shape[1]);
        var unbiased = batchVariance * (count / Math.Max(1.0, count - 1));
        pass.Update(mean, pass.Latest(mean) * kept + batchMean * (1 - kept));
        pass.Update(variance, pass.Latest(variance) * kept + unbiased * (1 - kept));
        return y;
    }

    private static Tensor LayerNorm(NodeReader n)
    {
        var axis = n[0].Shape.Axis(n.Integer("axis", -1));
        int[] axes = [.. Enumerable.Range(axis, n[0].Shape.Rank - axis)];
        var centred = n[0] - n[0].Mean(axes, keepAxes: true);
        var scale = ((centred * centred).Mean(axes, keepAxes: true) + n.Real("epsilon", 1e-5)).Power(-0.5);
        var y = centred * scale * n[1];
        return n.Has(2) ? y + n[2] : y;
    }

    // Before set 13 all axes from the one named on were one row.
    private static Tensor Along(NodeReader n, Func<Tensor, Tensor> rows, Func<int, Tensor> along)
    {
        if (n.Opset >= 13) return along(n.Integer("axis", -1));
        var axis = n[0].Shape.Axis(n.Integer("axis", 1));
        return rows(n[0].Flatten(axis)).Reshape(n[0].Shape);
    }

    private delegate Tensor Reduction(Tensor x, ReadOnlySpan<int> axes, bool keepAxes);

    private static Tensor Reduce(NodeReader n, Reduction reduce)
    {
        var axes = n.IntegersOf(1, "axes");
        if (axes is null or [] && n.Integer("noop_with_empty_axes", 0) != 0) return n[0];
        return reduce(n[0], [.. (axes ?? []).Select(a => n[0].Shape.Axis(a))], n.Integer("keepdims", 1) != 0);
    }
}
