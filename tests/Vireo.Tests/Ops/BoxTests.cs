using Vireo.Graph;
using Vireo.Losses;
using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.Tests.Ops;

/// <summary>Boxes and suppression: known values by hand, and what is said of operands that do not fit.</summary>
public class BoxTests
{
    private static readonly Tensor s_boxes = Tensor.From(
        [0.0, 0, 10, 10, 1, 1, 11, 11, 20, 20, 30, 30, 0, 0, 10, 9, 5, 5, 5, 5], [5, 4]);

    [Fact]
    public void Empty_boxes_overlap_nothing_not_even_each_other()
    {
        var point = Tensor.From([5.0, 5, 5, 5], [1, 4]);

        Assert.Equal([0.0, 0, 0, 0, 0], point.BoxIou(s_boxes).ToDoubles());
    }

    [Fact]
    public void Suppression_keeps_the_best_and_what_is_far_from_it()
    {
        var scores = Tensor.From(0.9, 0.95, 0.1, 0.8, double.NaN);

        Assert.Equal([1, 3, 2], s_boxes.Nms(scores, 0.62));
        Assert.Equal([1, 0, 3, 2], s_boxes.Nms(scores, 0.9));
        Assert.Equal([1, 3], s_boxes.Nms(scores, 0.62, scoreThreshold: 0.1));
        Assert.Equal([1, 0, 2], s_boxes.Nms(scores, 0.62, groups: Tensor.From<long>(7, 3, 3, 7, 7)));
    }

    [Fact]
    public void Of_equal_scores_the_first_leads() =>
        Assert.Equal([0, 2, 4], s_boxes.Nms(Tensor.From(0.5f, 0.5f, 0.5f, 0.5f, 0.5f).Cast(DType.F64), 0.6));

    [Fact]
    public void Classes_are_suppressed_by_themselves_and_filled_up()
    {
        var scores = Tensor.From([0.9, 0.95, 0.1, 0.8, 0, 0, 0, 0, 0, 0.5], [2, 5]);
        var kept = s_boxes.NmsPerClass(scores, 0.62, 0.05);
        var (indices, counts) = s_boxes.Reshape([1, 5, 4]).NonMaxSuppression(scores.Reshape([1, 2, 5]), 4, 0.62, 0.05);

        Assert.Equal([[1, 3, 2], [4]], kept);
        Assert.Equal([1, 3, 2, -1, 4, -1, -1, -1], indices.ToArray<long>());
        Assert.Equal([3, 1], counts.ToArray<long>());
    }

    [Fact]
    public void No_boxes_leave_none()
    {
        var none = Tensor.From<double>([], [0, 4]);

        Assert.Empty(none.Nms(Tensor.From<double>([], [0])));
        Assert.Empty(none.SoftNms(Tensor.From<double>([], [0])).Indices);
        Assert.Equal([0, 5], [.. none.BoxIou(s_boxes).Shape]);
    }

    [Fact]
    public void Linear_soft_suppression_lowers_scores_by_the_overlap()
    {
        var boxes = Tensor.From([0.0, 0, 10, 10, 0, 0, 10, 5, 8, 0, 18, 10], [3, 4]);
        var (indices, scores) = boxes.SoftNms(Tensor.From(0.9, 0.8, 0.7), SoftDecay.Linear, scoreThreshold: 0.3);

        // IoU 0.5 exceeds 0.3: 0.8 becomes 0.4; IoU 20 / 180 does not.
        Assert.Equal([0, 2, 1], indices);
        Check.Close([0.9, 0.7, 0.4], scores, 1e-12);
    }

    [Fact]
    public void Decoding_undoes_encoding_and_bounds_growth()
    {
        var coder = new BoxCoder { X = 10, Y = 10, Width = 5, Height = 5 };
        var (boxes, anchors) = (s_boxes.Slice(0, 0, 4), s_boxes.Slice(0, 0, 4) * 1.5 + 1.0);
        var large = new BoxCoder().Decode(Tensor.From([0.0, 0, 100, 0], [1, 4]), Tensor.From([0.0, 0, 16, 16], [1, 4]));

        Check.Close(boxes.ToDoubles(), coder.Decode(coder.Encode(boxes, anchors), anchors).ToDoubles(), 1e-12);
        Check.Close([8 - 500, 0, 8 + 500, 16], large.ToDoubles(), 1e-12);
    }

    [Fact]
    public void Box_losses_of_equal_boxes_are_zero_and_far_ones_still_pull()
    {
        var boxes = s_boxes.Slice(0, 0, 4);
        Check.Close([0], [boxes.CompleteIouLoss(boxes).ToScalar()], 1e-8);
        var far = Tensor.From([0.0, 0, 1, 1], [1, 4]);
        var target = Tensor.From([10.0, 0, 11, 1], [1, 4]);

        Assert.All(Gradients.Of(far.IouLoss(target), far)[0].ToDoubles(), g => Assert.Equal(0, g));
        Assert.True(Gradients.Of(far.GeneralizedIouLoss(target), far)[0].ToDoubles()[2] < 0);
        Assert.True(Gradients.Of(far.DistanceIouLoss(target), far)[0].ToDoubles()[2] < 0);
    }

    [Fact]
    public void An_empty_mask_has_an_empty_box() =>
        Assert.Equal([0L, 0, 0, 0], Tensor.From(new bool[12], [1, 3, 4]).MasksToBoxes().ToArray<long>());

    /// <summary>What cannot work, and what must be said of it.</summary>
    private static readonly (string Said, Action Attempt)[] s_misfits =
    [
        ("box_area: a box is four numbers of a float type, along the last axis.",
            () => Tensor.From(1.0, 2, 3).BoxArea()),
        ("box_iou: both sides must be lists of boxes.", () => s_boxes.BoxIou(Tensor.From(1.0, 2, 3, 4))),
        ("others   F64[4]", () => s_boxes.BoxIou(Tensor.From(1.0, 2, 3, 4))),
        ("nms: boxes and scores do not fit.", () => s_boxes.Nms(Tensor.From(1.0, 2))),
        ("Give each box one score for each class.",
            () => s_boxes.Reshape([1, 5, 4]).NonMaxSuppression(Tensor.From([1.0, 2], [1, 1, 2]), 3)),
        ("nms: groups do not fit the boxes.",
            () => s_boxes.Nms(Tensor.From(1.0, 2, 3, 4, 5), groups: Tensor.From(1.0, 2, 3, 4, 5))),
        ("soft_nms: boxes and scores do not fit.", () => s_boxes.SoftNms(Tensor.From(1.0, 2))),
        ("generalized_iou_loss: prediction and target differ in shape.",
            () => s_boxes.GeneralizedIouLoss(s_boxes.Slice(0, 0, 1))),
        ("masks_to_boxes: masks have three axes.", () => s_boxes.MasksToBoxes()),
        ("A region is five numbers of the images' type", () => Images().RoiAlign(s_boxes, 2, 2)),
        ("roi_pool: images and regions do not fit.", () => Images().Cast(DType.F32).RoiPool(Regions(0), 2, 2)),
        ("a region is of image 2, but there are 2", () => Images().RoiAlign(Regions(2), 2, 2).ToDoubles()),
        ("a region is of image -1, but there are 2",
            () => Images().Cast(DType.F32).RoiPool(Regions(-1).Cast(DType.F32), 2, 2).ToDoubles()),
        ("They must be F64[2, 18, 3, 3]: y and x for each group and tap.",
            () => Deformed(Tensor.Full(0, [2, 18, 4, 4], DType.F64))),
        ("deformable conv2d: the operands do not fit.", () => Deformed(Tensor.Full(0, [2, 17, 3, 3], DType.F64))),
        ("It must be F64[2, 9, 3, 3]: one factor for each group and tap.",
            () => Deformed(Tensor.Full(0, [2, 18, 3, 3], DType.F64), Tensor.Full(0, [2, 18, 3, 3], DType.F64))),
        ("4 channels cannot be cut into 3 offset groups.", () => Deformed(Tensor.Full(0, [2, 54, 3, 3], DType.F64))),
        ("a 3 x 3 kernel is larger than the padded image.",
            () => Images().Slice(2, 0, 2).DeformableConv2d(
                Tensor.Full(0, [2, 18, 1, 1], DType.F64), Tensor.Full(0, [2, 4, 3, 3], DType.F64))),
    ];

    /// <summary>Numbers of the misfits.</summary>
    public static TheoryData<int, string> Misfits
    {
        get
        {
            var rows = new TheoryData<int, string>();
            for (var i = 0; i < s_misfits.Length; i++) rows.Add(i, s_misfits[i].Said);
            return rows;
        }
    }

    [Theory, MemberData(nameof(Misfits))]
    public void What_does_not_fit_is_said(int row, string said)
    {
        var error = Assert.ThrowsAny<VireoException>(s_misfits[row].Attempt);

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    private static Tensor Images() => Tensor.Full(1, [2, 4, 5, 5], DType.F64);

    private static Tensor Regions(double image) => Tensor.From([image, 0, 0, 3, 3], [1, 5]);

    private static Tensor Deformed(Tensor offsets, Tensor? mask = null) =>
        Images().DeformableConv2d(offsets, Tensor.Full(1, [2, 4, 3, 3], DType.F64), mask);
}
