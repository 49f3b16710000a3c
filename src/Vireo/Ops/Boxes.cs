namespace Vireo.Ops;

/// <summary>Arithmetic of boxes, composed of elementwise ops: gradients and ONNX forms follow. Unless told otherwise a
/// box is <c>x1, y1, x2, y2</c> with <c>x1 &lt;= x2</c>, <c>y1 &lt;= y2</c>; no pixel is added to extents.</summary>
/// <remarks>GIoU: Rezatofighi et al. 2019, arXiv:1902.09630. DIoU and CIoU: Zheng et al. 2020,
/// arXiv:1911.08287.</remarks>
public static class BoxesOp
{
    extension(Tensor boxes)
    {
        /// <summary><c>(x2 - x1) (y2 - y1)</c>: of <c>[…, 4]</c> gives <c>[…]</c>.</summary>
        /// <exception cref="ShapeException">The last axis is not four numbers.</exception>
        public Tensor BoxArea()
        {
            var area = BoxParts.Of("box_area", boxes).Area;
            return area.Reshape(boxes.Shape.Extents[..^1]);
        }

        /// <summary>Intersection over union of every box <c>[N, 4]</c> with every other <c>[M, 4]</c>:
        /// <c>[N, M]</c>; zero where both are empty.</summary>
        /// <exception cref="ShapeException">They are not lists of boxes.</exception>
        public Tensor BoxIou(Tensor others)
        {
            var (a, b) = BoxParts.Pairs("box_iou", boxes, others);
            return Ratio(a.Overlap(b));
        }

        /// <summary>GIoU <c>[N, M]</c>: IoU less the share of the hull that neither box covers.</summary>
        /// <inheritdoc cref="BoxIou(Tensor, Tensor)"/>
        public Tensor GeneralizedBoxIou(Tensor others)
        {
            var (a, b) = BoxParts.Pairs("generalized_box_iou", boxes, others);
            var overlap = a.Overlap(b);
            var (w, h) = a.Hull(b);
            var hull = w * h;
            return Ratio(overlap) - Ratio((hull - overlap.Union, hull));
        }

        /// <summary>DIoU <c>[N, M]</c>: IoU less the squared distance of the centres over the squared diagonal of the
        /// hull.</summary>
        /// <inheritdoc cref="BoxIou(Tensor, Tensor)"/>
        public Tensor DistanceBoxIou(Tensor others, double epsilon = 1e-7)
        {
            var (a, b) = BoxParts.Pairs("distance_box_iou", boxes, others);
            return Ratio(a.Overlap(b)) - a.CentreDistance(b, epsilon);
        }

        /// <summary>CIoU <c>[N, M]</c>: DIoU less a penalty for differing aspect ratios, whose weight gets no
        /// gradient.</summary>
        /// <inheritdoc cref="BoxIou(Tensor, Tensor)"/>
        public Tensor CompleteBoxIou(Tensor others, double epsilon = 1e-7)
        {
            var (a, b) = BoxParts.Pairs("complete_box_iou", boxes, others);
            var iou = Ratio(a.Overlap(b));
            return iou - a.CentreDistance(b, epsilon) - a.AspectPenalty(b, iou, epsilon);
        }

        /// <summary>The same boxes <c>[…, 4]</c> written in another way.</summary>
        /// <exception cref="ShapeException">The last axis is not four numbers.</exception>
        public Tensor ConvertBoxes(BoxFormat from, BoxFormat to)
        {
            var p = BoxParts.Of("convert_boxes", boxes);
            if (from == to) return boxes;
            p = from switch
            {
                BoxFormat.Corners => p,
                BoxFormat.CornerSize => new(p.X1, p.Y1, p.X1 + p.X2, p.Y1 + p.Y2),
                _ => new(p.X1 - p.X2 * 0.5, p.Y1 - p.Y2 * 0.5, p.X1 + p.X2 * 0.5, p.Y1 + p.Y2 * 0.5),
            };
            return to switch
            {
                BoxFormat.Corners => p.Join(),
                BoxFormat.CornerSize => new BoxParts(p.X1, p.Y1, p.W, p.H).Join(),
                _ => new BoxParts((p.X1 + p.X2) * 0.5, (p.Y1 + p.Y2) * 0.5, p.W, p.H).Join(),
            };
        }

        /// <summary>The parts of boxes <c>[…, 4]</c> inside an image: x in <c>[0, width]</c>, y in <c>[0,
        /// height]</c>.</summary>
        /// <param name="height">Of the image, in pixels.</param>
        /// <param name="width">Of the image, in pixels.</param>
        /// <exception cref="ShapeException">The last axis is not four numbers.</exception>
        public Tensor ClipBoxes(double height, double width)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(height);
            ArgumentOutOfRangeException.ThrowIfNegative(width);
            var p = BoxParts.Of("clip_boxes", boxes);
            return new BoxParts(
                p.X1.Clamp(0, width), p.Y1.Clamp(0, height), p.X2.Clamp(0, width), p.Y2.Clamp(0, height)).Join();
        }
    }

    /// <summary>The quotient; zero where the divisor is.</summary>
    private static Tensor Ratio((Tensor Part, Tensor Whole) areas)
    {
        var isEmpty = areas.Whole.IsEqualTo(Tensor.Scalar(0, areas.Whole.DType));
        var whole = isEmpty.Where(Tensor.Scalar(1, areas.Whole.DType), areas.Whole);
        return isEmpty.Where(Tensor.Scalar(0, areas.Part.DType), areas.Part / whole);
    }
}
