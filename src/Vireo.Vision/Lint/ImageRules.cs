using static Vireo.Vision.Lint.LintSeverity;

namespace Vireo.Vision.Lint;

/// <summary>Rules about single images and about pairs of them.</summary>
internal static class ImageRules
{
    public static LintRule Unreadable => new("VIR1201", Error, "image cannot be decoded",
        "Training stops at it, or goes on without it.",
        "Restore the file from its source, or take it out.") { Drops = true };

    public static LintRule Truncated => new("VIR1202", Error, "image file is cut off",
        "A copy or download broke off; other programs show what is missing as nothing or as grey.",
        "Copy or download the file again, or take it out.") { Drops = true };

    public static LintRule Empty => new("VIR1203", Error, "file is empty",
        "There is nothing to learn from; a download or a full disk left it behind.",
        "Get the file again, or take it out.") { Drops = true };

    public static LintRule NoImage => new("VIR1204", Error, "content is no image",
        "The name says image, the content says otherwise: often an error page that was saved.",
        "Get the real image, or take the file out.") { Drops = true };

    public static LintRule Unsupported => new("VIR1205", Error, "image format is not read",
        "Training stops at it, or goes on without it.",
        "Convert it to PNG or JPEG.") { Drops = true };

    public static LintRule TooLarge => new("VIR1206", Error, "image is larger than the limits",
        "A file that claims absurd sizes is damaged or hostile; decoding it would take all memory.",
        "Scale it down if it is genuine, or take it out.") { Drops = true };

    public static LintRule WrongExtension => new("VIR1207", Warning, "extension contradicts the content",
        "Vireo reads by content; other tools fail or pick the wrong decoder.",
        "Rename the file to the extension of its content.");

    public static LintRule Rotated => new("VIR1208", Note, "image is stored turned (EXIF)",
        "Vireo turns it upright; tools that do not will disagree on boxes, masks and looks.",
        "Check that labels were drawn on the upright picture, or save the pixels upright.");

    public static LintRule TooSmall => new("VIR1209", Warning, "image is small for the input size",
        "It is enlarged: pixels without information, and a blur that a model may take for a trait.",
        "Get larger originals, or train with a smaller --image-size.");

    public static LintRule MixedSizes => new("VIR1210", Note, "images differ in size",
        "Scaling to one size changes them to different degrees, by sharpness and aspect.",
        "Nothing if that is natural; otherwise look whether size goes with class or source.");

    public static LintRule MixedModes => new("VIR1211", Note, "grey and colour (or alpha) are mixed",
        "A model can take 'has no colour' for a class trait; alpha is composited on white.",
        "Check that the mode does not go with the class; convert all to one mode.");

    public static LintRule MixedDepths => new("VIR1212", Warning, "bit depths are mixed",
        "16-bit files seldom use their full range and come out much darker than 8-bit ones.",
        "Convert all to one depth with one range.");

    public static LintRule Flat => new("VIR1213", Warning, "image is nearly of one colour",
        "It shows nothing of its class: closed shutter, lens cap, placeholder.",
        "Look at it; take it out unless emptiness is the class.");

    public static LintRule Blurred => new("VIR1214", Warning, "image is blurred",
        "Traits that others show cannot be seen; the label teaches noise.",
        "Look at it; take it out, or keep it if blur happens in use.");

    public static LintRule Overexposed => new("VIR1215", Warning, "image is overexposed",
        "White areas hold no structure any more.",
        "Look at it; take it out, or correct the exposure and take it anew.");

    public static LintRule Underexposed => new("VIR1216", Warning, "image is underexposed",
        "Black areas hold no structure any more.",
        "Look at it; take it out, or correct the exposure and take it anew.");

    public static LintRule Odd => new("VIR1217", Note, "image file is odd, its pixels are sound",
        "Vireo reads it; other programs may refuse it, or show another picture.",
        "Save the image anew if other programs are to read it.");

    public static LintRule MoreFrames => new("VIR1218", Note, "file holds more than one picture",
        "The first is used, the others are not seen.",
        "Split the file if the others matter.");

    public static LintRule SameBytes => new("VIR1220", Warning, "file is an exact copy",
        "It counts twice in training and in every figure.",
        "Keep one of them.") { Drops = true };

    public static LintRule SamePixels => new("VIR1221", Warning, "another file has the same pixels",
        "Only the packaging differs: it counts twice in training and in every figure.",
        "Keep one of them.") { Drops = true };

    public static LintRule NearDuplicate => new("VIR1222", Warning, "picture is nearly a copy of another",
        "Re-encoded, scaled or cropped: it counts twice, and a random split would put it on both sides.",
        "Keep the better one.") { Drops = true };

    public static LintRule ExactLeak => new("VIR1223", Error, "same picture in two splits",
        "The model is judged by what it has learned by heart: figures come out too good.",
        "Remove it from the training part.") { Drops = true };

    public static LintRule NearLeak => new("VIR1224", Error, "nearly the same picture in two splits",
        "The model is judged by what it has learned by heart: figures come out too good.",
        "Remove it from the training part, and split by source or by time.") { Drops = true };

    public static LintRule TwoLabels => new("VIR1225", Error, "same picture under two labels",
        "One of the labels is wrong; whatever the model answers costs it.",
        "Look at it and keep the right one.") { Drops = true, DropsRelated = true };

    public static LintRule LabelOutlier => new("VIR1226", Warning, "label looks wrong",
        "All pictures that look most like it carry one other label, in a set where looks tell the class.",
        "Look at it and correct the label if it is wrong.");

    public static LintRule SeriesAcross => new("VIR1227", Warning, "files of one series are in several splits",
        "By their names they show one person, place or film: the model is judged by what it knows already.",
        "Split by series: GroupSplit with the part of the name before the number.");
}
