namespace Vireo.Vision.Lint;

/// <summary>All kinds of findings; a code keeps its meaning for ever.</summary>
public static class LintRules
{
    /// <summary>All rules, in the order of their codes.</summary>
    public static IReadOnlyList<LintRule> All { get; } =
    [
        ImageRules.Unreadable, ImageRules.Truncated, ImageRules.Empty, ImageRules.NoImage, ImageRules.Unsupported,
        ImageRules.TooLarge, ImageRules.WrongExtension, ImageRules.Rotated, ImageRules.TooSmall,
        ImageRules.MixedSizes, ImageRules.MixedModes, ImageRules.MixedDepths,
        ImageRules.Flat, ImageRules.Blurred, ImageRules.Overexposed, ImageRules.Underexposed,
        ImageRules.Odd, ImageRules.MoreFrames,
        ImageRules.SameBytes, ImageRules.SamePixels, ImageRules.NearDuplicate, ImageRules.ExactLeak,
        ImageRules.NearLeak, ImageRules.TwoLabels, ImageRules.LabelOutlier, ImageRules.SeriesAcross,
        SetRules.Imbalance, SetRules.SingleImage, SetRules.OnlyValidated, SetRules.OpenSet, SetRules.NoImages,
        SetRules.ClassesDiffer, SetRules.PicturesDiffer, SetRules.OneClass, SetRules.NamesAlike,
        SetRules.MissingFile, SetRules.WrongLabel, SetRules.ListedTwice, SetRules.ListedApart, SetRules.BadLine,
        SetRules.OutsidePath, SetRules.ListedAcross, SetRules.BadLabels, SetRules.Unlabelled,
        TargetRules.BoxOutside, TargetRules.BoxEmpty, TargetRules.BoxTwice, TargetRules.BoxTiny,
        TargetRules.BoxClass, TargetRules.OtherSize, TargetRules.MixedShapes, TargetRules.OutlineFlat,
        TargetRules.MaskSize, TargetRules.MaskValue, TargetRules.MaskBinary,
        TargetRules.MaskUnreadable, TargetRules.MaskVoid, TargetRules.PointOutside, TargetRules.PointCount,
        TargetRules.TextCharacter, TargetRules.TextEmpty, TargetRules.TextConstant,
    ];

    /// <summary>The rule of a code.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static LintRule Find(string code) => All.FirstOrDefault(rule => rule.Code == code)
        ?? throw new ArgumentException($"There is no lint rule {code}.", nameof(code));
}
