using Vireo.Vision.Imaging;

namespace Vireo.Vision.Lint;

/// <summary>What is wrong with boxes and key points.</summary>
internal static class TargetChecks
{
    private const double Tolerance = 0.51, SameOverlap = 0.98, ManyTiny = 0.1;

    public static IEnumerable<Finding> Run(LintContext context)
    {
        var usual = UsualPoints(context.Set.Items);
        foreach (var i in context.Good)
        {
            var (item, size) = (context.Set.Items[i], context.Facts[i].Size);
            IEnumerable<(LintRule Rule, string Message)> found =
            [
                .. Boxes(item.Boxes, size, context.Set.Classes.Count),
                .. item.Points.SelectMany(points => Points(points, size, usual)),
                .. item.MaskSizes.Where(own => own != size).Select(own =>
                    (TargetRules.MaskSize, $"the mask of an object has {own} pixels, the image {size}")),
            ];
            foreach (var (rule, message) in found)
                yield return context.At(rule, i, message) with { Related = Label(item) };
        }

        foreach (var finding in OtherSizes(context)) yield return finding;
        if (Mixed(context.Set) is { } mixed) yield return mixed;
        if (Tiny(context) is { } tiny) yield return tiny;
    }

    private static IReadOnlyList<string> Label(LintItem item) =>
        item.Source.File is { Length: > 0 } file && file != item.Path ? [file] : [];

    // One scale for all of them is one mistake.
    private static IEnumerable<Finding> OtherSizes(LintContext context)
    {
        var other = context.Good.Where(i => context.Set.Items[i].StatedSize is { } stated
            && stated != context.Facts[i].Size).ToList();
        string Words(int i) => $"{context.Set.Items[i].StatedSize} stated, the image has {context.Facts[i].Size}";
        if (other.Count <= PixelChecks.NatureShare * context.Facts.Count)
            return other.Select(i => context.At(TargetRules.OtherSize, i, Words(i))
                with { Related = Label(context.Set.Items[i]) });
        var first = context.Set.Items[other[0]].Path;
        return [LintContext.OfAll(TargetRules.OtherSize,
            $"{other.Count} of {context.Facts.Count} labels, such as that of {first}: {Words(other[0])}", [first])];
    }

    private static Finding? Mixed(LintSet set)
    {
        var all = set.Items.Sum(item => item.Boxes.Count);
        var outlined = set.Items.Sum(item => item.Boxes.Count(box => box.Outlines > 0));
        if (outlined == 0 || outlined == all || set.Items.Any(item => item.MaskSizes.Count > 0)) return null;
        var first = set.Items.First(item => item.Boxes.Any(box => (box.Outlines > 0) == (2 * outlined <= all)));
        return LintContext.OfAll(TargetRules.MixedShapes,
            $"{outlined} of {all} objects have outlines, {all - outlined} a box only; see {first.Path}", [first.Path]);
    }

    /// <summary>What is wrong with the boxes of one image.</summary>
    public static IEnumerable<(LintRule Rule, string Message)> Boxes(
        IReadOnlyList<LintBox> boxes, ImageSize size, int classes)
    {
        for (var i = 0; i < boxes.Count; i++)
        {
            var box = boxes[i];
            if (!(box.Width > 0 && box.Height > 0)) // NaN is no size either.
                yield return (TargetRules.BoxEmpty, $"box {i + 1} {box} has size {box.Width:0.#} x {box.Height:0.#}");
            else if (box.X1 < -Tolerance || box.Y1 < -Tolerance || box.X2 > size.Width + Tolerance
                || box.Y2 > size.Height + Tolerance)
                yield return (TargetRules.BoxOutside, $"box {i + 1} {box} leaves the image of {size}");
            else if (box.Outlines > 0 && box.OutlineArea == 0)
                yield return (TargetRules.OutlineFlat, $"the outline of object {i + 1} {box} has no area");
            else if (Twin(boxes, i) is { } twin)
                yield return (TargetRules.BoxTwice, $"box {i + 1} {box} is box {twin + 1} again"
                    + (boxes[twin].Class == box.Class ? "" : ", with another class"));
            if (box.Class < 0 || (classes > 0 && box.Class >= classes))
                yield return (TargetRules.BoxClass, $"box {i + 1} has class {box.Class}; there are {classes}, from 0");
        }
    }

    /// <summary>What is wrong with the key points of one image or object.</summary>
    /// <param name="points">Its points.</param>
    /// <param name="size">Size of the image.</param>
    /// <param name="usual">Number that others have.</param>
    public static IEnumerable<(LintRule Rule, string Message)> Points(
        IReadOnlyList<LintPoint> points, ImageSize size, int usual)
    {
        if (points.Count > 0 && points.Count != usual)
            yield return (TargetRules.PointCount, $"it has {points.Count} key points, others have {usual}");
        var outside = points.Index().Where(p => p.Item.IsLabelled && !(p.Item.X >= -Tolerance && p.Item.Y >= -Tolerance
            && p.Item.X <= size.Width + Tolerance && p.Item.Y <= size.Height + Tolerance)).ToList();
        if (outside.Count > 0)
            yield return (TargetRules.PointOutside, $"{outside.Count} of {points.Count} key points leave the image of "
                + $"{size}; the first is {outside[0].Index} at ({outside[0].Item.X:0.#}, {outside[0].Item.Y:0.#})");
    }

    private static Finding? Tiny(LintContext context)
    {
        var all = 0;
        var tiny = new List<int>();
        foreach (var i in context.Good)
        {
            var size = context.Facts[i].Size;
            var scale = (double)context.Options.ImageSize / Math.Max(size.Width, size.Height);
            foreach (var box in context.Set.Items[i].Boxes.Where(b => b.Width > 0 && b.Height > 0))
            {
                all++;
                if (Math.Min(box.Width, box.Height) * scale < context.Options.TinyObject) tiny.Add(i);
            }
        }

        return tiny.Count == 0 || tiny.Count < ManyTiny * all ? null : LintContext.OfAll(TargetRules.BoxTiny,
            $"{tiny.Count} of {all} objects have a side below {context.Options.TinyObject:0} pixels at an input of "
            + $"{context.Options.ImageSize}", [context.Set.Items[tiny[0]].Path]);
    }

    private static int UsualPoints(IReadOnlyList<LintItem> items) => items.SelectMany(item => item.Points)
        .CountBy(points => points.Count).OrderByDescending(pair => pair.Value).Select(pair => pair.Key)
        .FirstOrDefault();

    private static int? Twin(IReadOnlyList<LintBox> boxes, int i)
    {
        for (var k = 0; k < i; k++)
            if (Overlap(boxes[k], boxes[i]) >= SameOverlap) return k;
        return null;
    }

    private static double Overlap(LintBox a, LintBox b)
    {
        var shared = Math.Max(0, Math.Min(a.X2, b.X2) - Math.Max(a.X1, b.X1))
            * Math.Max(0, Math.Min(a.Y2, b.Y2) - Math.Max(a.Y1, b.Y1));
        var union = a.Width * a.Height + b.Width * b.Height - shared;
        return union > 0 && a.Width > 0 && a.Height > 0 ? shared / union : 0;
    }
}
