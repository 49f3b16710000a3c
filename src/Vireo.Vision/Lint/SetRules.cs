using static Vireo.Vision.Lint.LintSeverity;

namespace Vireo.Vision.Lint;

/// <summary>Rules about classes, splits and lists.</summary>
internal static class SetRules
{
    public static LintRule Imbalance => new("VIR1230", Warning, "classes are out of balance",
        "Rare classes are hardly learned, and accuracy hides it.",
        "Collect more of the rare ones, use class weights or a balanced sampler, and judge by recall per class.");

    public static LintRule SingleImage => new("VIR1231", Warning, "class has a single image",
        "It cannot be learned and validated at once.",
        "Collect more images, or leave the class out.");

    public static LintRule OnlyValidated => new("VIR1232", Error, "class is not in the training part",
        "It is judged without ever having been learned; training refuses such data.",
        "Add training images of it, or take it out of the other parts.");

    public static LintRule OpenSet => new("VIR1233", Note, "no class is in two splits",
        "Such data can train retrieval (new identities), not classification.",
        "Train an embedding; for a classifier split anew, so that each class is in all parts.");

    public static LintRule NoImages => new("VIR1234", Warning, "class has no image",
        "The model gets an output that never learns; training from folders refuses it.",
        "Add images, or remove the class.");

    public static LintRule ClassesDiffer => new("VIR1235", Warning, "splits differ in their classes",
        "Figures of one split say little about the other.",
        "Split anew, stratified by class.");

    public static LintRule PicturesDiffer => new("VIR1236", Warning, "splits differ in how pictures look",
        "Another camera, light or source: figures of one split say little about the other.",
        "Find out where the difference comes from; split anew if it was not meant.");

    public static LintRule OneClass => new("VIR1237", Error, "there is only one class",
        "A classifier has nothing to tell apart; training refuses such data.",
        "Add a second class, or give the folder above this one.");

    public static LintRule NamesAlike => new("VIR1238", Note, "names of classes differ in upper and lower case only",
        "They are two classes, as written; often one of them is a slip.",
        "Join them if they are one; otherwise nothing.");

    public static LintRule MissingFile => new("VIR1240", Error, "listed file is missing",
        "Training refuses the list.",
        "Restore the file or remove the line; paths count from the folder of the list.");

    public static LintRule WrongLabel => new("VIR1241", Error, "label is out of place",
        "It is no number among numbers, or there is no class of that number.",
        "Correct the line; labels are indices into classes.txt, from 0 on.");

    public static LintRule ListedTwice => new("VIR1242", Warning, "file is listed twice",
        "It counts twice; training refuses the list.",
        "Remove one of the lines.");

    public static LintRule ListedApart => new("VIR1243", Error, "file is listed with two labels",
        "One of the labels is wrong.",
        "Keep the right line.") { DropsRelated = true };

    public static LintRule BadLine => new("VIR1244", Error, "line cannot be understood",
        "Training refuses the list.",
        "Write it as the other lines: `path label`.");

    public static LintRule OutsidePath => new("VIR1245", Error, "listed path leaves the folder of the list",
        "Such a list works on one machine only; training refuses it.",
        "Put the list above all its images and write paths relative to it.");

    public static LintRule ListedAcross => new("VIR1246", Error, "file is listed in two splits",
        "The model is judged by what it has learned by heart: figures come out too good.",
        "Remove the line from the training list.");

    public static LintRule BadLabels => new("VIR1247", Error, "label file cannot be understood",
        "Reading the data set stops there; lint goes on without that part.",
        "Correct that place, or export the labels anew.");

    public static LintRule Unlabelled => new("VIR1248", Note, "images without labels",
        "They are left out, or count as images without any object.",
        "Label them, or take them out if they are not meant to be empty.");
}
