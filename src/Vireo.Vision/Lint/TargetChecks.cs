using Vireo.Vision.Imaging;

namespace Vireo.Vision.Lint;

/// <summary>What is wrong with boxes, key points and texts.</summary>
internal static class TargetChecks
{
    private const double Tolerance = 0.51, SameOverlap = 0.98, ManyTiny = 0.1;

    public static IEnumerable<Finding> Run(LintContext context)
    {
        var points = UsualPoints(context.Set.Items);
        for (var i = 0; i < context.Facts.Count; i++)
        {
            var (item, facts) = (context.Set.Items[i], context.Facts[i]);
            if (facts.IsGood)
                foreach (var (rule, message) in Boxes(item.Boxes, facts.Size, context.Set.Classes.Count)
                    .Concat(Points(item.Points, facts.Size, points)))
                    yield return context.At(rule, i, message);
            if (Text(item.Text, context.Set.Alphabet) is var (textRule, text))
                yield return context.At(textRule, i, text);
        }

        if (Tiny(context) is { } tiny) yield return tiny;
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
            else if (Twin(boxes, i) is { } twin)
                yield return (TargetRules.BoxTwice, $"box {i + 1} {box} is box {twin + 1} again"
                    + (boxes[twin].Class == box.Class ? "" : ", with another class"));
            if (box.Class < 0 || (classes > 0 && box.Class >= classes))
                yield return (TargetRules.BoxClass, $"box {i + 1} has class {box.Class}; there are {classes}, from 0");
        }
    }

    /// <summary>What is wrong with the key points of one image.</summary>
    /// <param name="points">Its points.</param>
    /// <param name="size">Size of the image.</param>
    /// <param name="usual">Number that other images have.</param>
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

    /// <summary>What is wrong with a text; nothing when all is well.</summary>
    public static (LintRule Rule, string Message)? Text(string? text, IReadOnlySet<string>? alphabet)
    {
        if (text is null) return null;
        if (text.Trim().Length == 0) return (TargetRules.TextEmpty, "there is no text");
        if (alphabet is null) return null;
        var strange = text.EnumerateRunes().Where(r => r.Value != ' ' && !alphabet.Contains(r.ToString()))
            .Distinct().ToList();
        return strange.Count == 0 ? null : (TargetRules.TextCharacter, string.Join(", ",
            strange.Take(5).Select(r => $"'{r}' (U+{r.Value:X4})")) + $" in '{text}' is not in the alphabet");
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

    private static int UsualPoints(IReadOnlyList<LintItem> items) => items.Where(item => item.Points.Count > 0)
        .CountBy(item => item.Points.Count).OrderByDescending(pair => pair.Value).Select(pair => pair.Key)
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
