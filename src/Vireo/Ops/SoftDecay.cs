namespace Vireo.Ops;

/// <summary>How soft suppression lowers the score of a box that overlaps a better one.</summary>
public enum SoftDecay
{
    /// <summary>Times <c>exp(-iou² / sigma)</c>.</summary>
    Gaussian,

    /// <summary>Times <c>1 - iou</c> where the IoU exceeds the threshold.</summary>
    Linear,
}
