using Vireo.Ops;

namespace Vireo.Losses;

/// <summary>How badly boxes fit their targets, pair by pair. Boxes are corners <c>x1, y1, x2, y2</c>,
/// <c>[…, 4]</c>.</summary>
/// <remarks>IoU: Yu et al. 2016, "UnitBox", arXiv:1608.01471. GIoU: Rezatofighi et al. 2019, arXiv:1902.09630. DIoU and
/// CIoU: Zheng et al. 2020, arXiv:1911.08287.</remarks>
public static class BoxLoss
{
    extension(Tensor boxes)
    {
        /// <summary><c>1 - I / (U + epsilon)</c> with I the area of the intersection and U that of the
        /// union.</summary>
        /// <param name="targets">Boxes of the same shape.</param>
        /// <param name="epsilon">Keeps divisions finite.</param>
        /// <param name="reduction">What becomes of the losses <c>[…]</c>.</param>
        /// <exception cref="ShapeException">The shapes differ, or the last axis is not four numbers.</exception>
        public Tensor IouLoss(Tensor targets, double epsilon = 1e-7, Reduction reduction = Reduction.Mean)
        {
            var (a, b) = Parts("iou_loss", boxes, targets);
            return Reduced(1.0 - Iou(a, b, epsilon), reduction);
        }

        /// <summary><c>1 - IoU + (A - U) / (A + epsilon)</c> with A the area of the smallest box around
        /// both.</summary>
        /// <inheritdoc cref="IouLoss"/>
        public Tensor GeneralizedIouLoss(Tensor targets, double epsilon = 1e-7, Reduction reduction = Reduction.Mean)
        {
            var (a, b) = Parts("generalized_iou_loss", boxes, targets);
            var (shared, union) = a.Overlap(b);
            var (w, h) = a.Hull(b);
            var hull = w * h;
            return Reduced(1.0 - shared / (union + epsilon) + (hull - union) / (hull + epsilon), reduction);
        }

        /// <summary><c>1 - IoU + d² / (c² + epsilon)</c> with d the distance of the centres and c the diagonal of the
        /// smallest box around both.</summary>
        /// <inheritdoc cref="IouLoss"/>
        public Tensor DistanceIouLoss(Tensor targets, double epsilon = 1e-7, Reduction reduction = Reduction.Mean)
        {
            var (a, b) = Parts("distance_iou_loss", boxes, targets);
            return Reduced(1.0 - Iou(a, b, epsilon) + a.CentreDistance(b, epsilon), reduction);
        }

        /// <summary>The DIoU loss plus <c>a v</c>, <c>v = 4 / π² · (atan(w / h) - atan(w' / h'))²</c> and
        /// <c>a = v / (1 - IoU + v + epsilon)</c> without gradient.</summary>
        /// <inheritdoc cref="IouLoss"/>
        public Tensor CompleteIouLoss(Tensor targets, double epsilon = 1e-7, Reduction reduction = Reduction.Mean)
        {
            var (a, b) = Parts("complete_iou_loss", boxes, targets);
            var iou = Iou(a, b, epsilon);
            var losses = 1.0 - iou + a.CentreDistance(b, epsilon) + a.AspectPenalty(b, iou, epsilon);
            return Reduced(losses, reduction);
        }
    }

    private static (BoxParts A, BoxParts B) Parts(string loss, Tensor boxes, Tensor targets)
    {
        LossParts.RequireSame(loss, boxes, targets);
        return (BoxParts.Of(loss, boxes), BoxParts.Of(loss, targets));
    }

    private static Tensor Iou(BoxParts a, BoxParts b, double epsilon)
    {
        var (shared, union) = a.Overlap(b);
        return shared / (union + epsilon);
    }

    private static Tensor Reduced(Tensor losses, Reduction reduction) =>
        losses.Reshape(losses.Shape.Extents[..^1]).Reduce(reduction);
}
