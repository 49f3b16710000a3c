namespace Vireo.Ops;

/// <summary>Intersection over union of single boxes, in double precision for any type of box.</summary>
internal static class BoxOverlap
{
    /// <summary>IoU of boxes number a and b of a list of corners; zero where both are empty.</summary>
    public static double Iou(ReadOnlySpan<double> boxes, int a, int b) =>
        Iou(boxes.Slice(a * 4, 4), boxes.Slice(b * 4, 4));

    private static double Iou(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var width = Math.Max(0, Math.Min(a[2], b[2]) - Math.Max(a[0], b[0]));
        var height = Math.Max(0, Math.Min(a[3], b[3]) - Math.Max(a[1], b[1]));
        var shared = width * height;
        var union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared;
        return union == 0 ? 0 : shared / union;
    }
}
