using Vireo.Losses;
using Vireo.Ops;

namespace Vireo.Goldens.Ops;

/// <summary>Boxes and regions.</summary>
internal static class BoxOps
{
    /// <summary>The ops by name.</summary>
    public static IEnumerable<(string Name, Func<OpCall, Outputs> Build)> Table =>
    [
        ("box_area", c => c[0].BoxArea()), ("box_iou", c => c[0].BoxIou(c[1])),
        ("generalized_box_iou", c => c[0].GeneralizedBoxIou(c[1])),
        ("distance_box_iou", c => c[0].DistanceBoxIou(c[1], Epsilon(c))),
        ("complete_box_iou", c => c[0].CompleteBoxIou(c[1], Epsilon(c))),
        ("iou_loss", c => c[0].IouLoss(c[1], Epsilon(c), Reduced(c))),
        ("giou_loss", Generalized), ("generalized_box_iou_loss", Generalized),
        ("diou_loss", Distance), ("distance_box_iou_loss", Distance),
        ("ciou_loss", Complete), ("complete_box_iou_loss", Complete),
        ("box_convert", c => c[0].ConvertBoxes(Format(c, "in_fmt"), Format(c, "out_fmt"))),
        ("clip_boxes", Clip), ("clip_boxes_to_image", Clip), ("box_clip", Clip),
        ("box_coder_encode", c => Coder(c).Encode(c.Input("gt") ?? c[0], c.Input("anchors") ?? c[1])),
        ("box_coder_decode", Decode), ("nms", c => Indices(c[0].Nms(
            c[1], c.Number("iou_threshold", 0.5), c.Number("score_threshold", double.NegativeInfinity)))),
        ("batched_nms", c => Indices(c[0].Nms(
            c[1], c.Number("iou_threshold", 0.5), c.Number("score_threshold", double.NegativeInfinity), c[2]))),
        ("soft_nms", SoftNms), ("masks_to_boxes", c => c[0].MasksToBoxes()),
        ("deform_conv2d", DeformConv), ("roi_align", RoiAlign), ("roi_pool", RoiPool),
    ];

    private static double Epsilon(OpCall call) => call.Number("eps", 1e-7);

    private static Reduction Reduced(OpCall call) => LossOps.Reduced(call, Reduction.None);

    private static Outputs Generalized(OpCall c) => c[0].GeneralizedIouLoss(c[1], Epsilon(c), Reduced(c));

    private static Outputs Distance(OpCall c) => c[0].DistanceIouLoss(c[1], Epsilon(c), Reduced(c));

    private static Outputs Complete(OpCall c) => c[0].CompleteIouLoss(c[1], Epsilon(c), Reduced(c));

    private static BoxFormat Format(OpCall call, string name) => call.Text(name, "xyxy") switch
    {
        "xyxy" => BoxFormat.Corners,
        "xywh" => BoxFormat.CornerSize,
        "cxcywh" => BoxFormat.CenterSize,
        var other => throw new MissingException($"boxes as {other}"),
    };

    private static Outputs Clip(OpCall call)
    {
        var size = call.Numbers("size") ?? call.Numbers("image_size")
            ?? [call.Number("height", double.NaN), call.Number("width", double.NaN)];
        return call[0].ClipBoxes(size[0], size[1]);
    }

    private static BoxCoder Coder(OpCall call)
    {
        var w = call.Numbers("weights") ?? [1, 1, 1, 1];
        return new() { X = w[0], Y = w[1], Width = w[2], Height = w[3] };
    }

    private static Outputs Decode(OpCall call)
    {
        var coder = Coder(call);
        coder = coder with { MostGrowth = call.Number("bbox_xform_clip", call.Number("clip", coder.MostGrowth)) };
        var anchors = call.Input("anchors") ?? call.Input("boxes");
        var codes = call.Input("codes") ?? call.Input("rel_codes") ?? call.Input("deltas");
        return coder.Decode(codes ?? call[0], anchors ?? call[1]);
    }

    private static Tensor Indices(int[] kept) => Tensor.From(Array.ConvertAll(kept, i => (long)i), [kept.Length]);

    private static Outputs SoftNms(OpCall call)
    {
        var decay = call.Text("method", "gaussian") switch
        {
            "gaussian" => SoftDecay.Gaussian,
            "linear" => SoftDecay.Linear,
            var other => throw new MissingException($"soft_nms with method={other}"),
        };
        var (indices, scores) = call[0].SoftNms(
            call[1], decay, call.Number("sigma", 0.5), call.Number("iou_threshold", 0.3),
            call.Number("score_threshold", 0.001));
        var lowered = Values.Tensor(scores, [scores.Length], call[1].DType);
        return new(("indices", Indices(indices)), ("scores", lowered));
    }

    private static Outputs RoiAlign(OpCall call)
    {
        var (height, width) = call.Pair("output_size", 1);
        return call[0].RoiAlign(
            call[1], height, width, call.Number("spatial_scale", 1), call.Int("sampling_ratio", -1),
            call.Flag("aligned", false));
    }

    private static Outputs DeformConv(OpCall call)
    {
        var (stride, pad, dilation) = (call.Pair("stride", 1), call.Pair("padding", 0), call.Pair("dilation", 1));
        var window = new Window2d
        {
            StrideH = stride.H, StrideW = stride.W, DilationH = dilation.H, DilationW = dilation.W, PadTop = pad.H,
            PadBottom = pad.H, PadLeft = pad.W, PadRight = pad.W,
        };
        var weight = call.Input("w") ?? call.Input("weight") ?? call[2];
        var bias = call.Input("b") ?? call.Input("bias");
        var mask = call.Input("mask") ?? call.Input("m");
        _ = (call.Int("groups", 1), call.Int("offset_groups", 1)); // The shapes say so as well.
        return call[0].DeformableConv2d(call.Input("offset") ?? call[1], weight, mask, bias, window);
    }

    private static Outputs RoiPool(OpCall call)
    {
        var (height, width) = call.Pair("output_size", 1);
        return call[0].RoiPool(call[1], height, width, call.Number("spatial_scale", 1));
    }
}
