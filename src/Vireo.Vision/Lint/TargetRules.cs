using static Vireo.Vision.Lint.LintSeverity;

namespace Vireo.Vision.Lint;

/// <summary>Rules about boxes, masks, key points and text.</summary>
internal static class TargetRules
{
    public static LintRule BoxOutside => new("VIR1250", Error, "box leaves the image",
        "Losses and crops work on pixels that do not exist.",
        "Clip the box to the image; look whether the image was scaled or turned after labelling.");

    public static LintRule BoxEmpty => new("VIR1251", Error, "box is empty",
        "Its size is zero or negative: logarithms of sizes and overlaps become NaN.",
        "Remove the box or draw it anew.");

    public static LintRule BoxTwice => new("VIR1252", Warning, "box is there twice",
        "It counts twice; of two classes one is wrong.",
        "Remove one of them.");

    public static LintRule BoxTiny => new("VIR1253", Warning, "objects become tiny at the input size",
        "Below a few pixels there is nothing left to recognise.",
        "Train with a larger --image-size, or with tiles.");

    public static LintRule BoxClass => new("VIR1254", Error, "object of an unknown class",
        "There is no output for it.",
        "Correct the class, or add it to the list of classes.");

    public static LintRule OtherSize => new("VIR1255", Warning, "label states another size of its image",
        "The labels may have been drawn on a picture of another scale, or not turned upright.",
        "Look at them on the image; correct the size, or scale the labels.");

    public static LintRule MixedShapes => new("VIR1256", Note, "boxes and outlines are mixed",
        "Detection reads outlines as the boxes around them; segmentation has nothing for objects with boxes only.",
        "Nothing for detection; for segmentation draw the missing outlines.");

    public static LintRule OutlineFlat => new("VIR1257", Warning, "outline has no area",
        "There is nothing inside: a mask made from it is empty.",
        "Draw it anew, with three corners at least.");

    public static LintRule MaskSize => new("VIR1260", Error, "mask has another size than its image",
        "Pixels and labels do not belong together.",
        "Export the mask anew at the size of the image, without interpolation.");

    public static LintRule MaskValue => new("VIR1261", Error, "mask holds values that are no class",
        "Often scaled with interpolation or saved as JPEG: values in between are no classes.",
        "Export the mask anew, or add the class; 255 means: ignore.");

    public static LintRule MaskBinary => new("VIR1262", Note, "masks hold 0 and 255 only",
        "255 is the customary value for 'ignore': taken so, nothing is left to learn.",
        "Map 255 to class 1 when you train.");

    public static LintRule MaskUnreadable => new("VIR1263", Error, "mask is missing or cannot be read",
        "The image has no label.",
        "Restore the mask, or take the image out.") { Drops = true };

    public static LintRule MaskVoid => new("VIR1264", Note, "a class of the masks stands for no class",
        "Counted as one, it is learned, and its pixels enter the score.",
        "Leave it out of loss and score, or save it as 255.");

    public static LintRule PointOutside => new("VIR1265", Warning, "key point leaves the image",
        "It is cut off or misplaced; a heat map has no place for it.",
        "Mark it as not visible, or correct it.");

    public static LintRule PointCount => new("VIR1266", Error, "number of key points differs",
        "Points are told apart by their place in the list: all others are shifted.",
        "Complete the points; mark those that cannot be seen as not visible.");

    public static LintRule TextCharacter => new("VIR1270", Error, "text has characters outside the alphabet",
        "They cannot be learned, and whatever the model reads there counts as wrong.",
        "Add them to charset.txt, or correct the text (look for look-alikes of another script).");

    public static LintRule TextEmpty => new("VIR1271", Error, "text is empty",
        "There is nothing to read: an image without a label.",
        "Write down the text, or take the image out.") { Drops = true };

    public static LintRule TextConstant => new("VIR1272", Note, "a place of the texts is nearly constant",
        "A model gets it right without looking; the score of whole texts looks better than it is.",
        "Score the other places on their own as well.");
}
