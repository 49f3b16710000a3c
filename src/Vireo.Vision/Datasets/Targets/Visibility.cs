namespace Vireo.Vision.Datasets.Targets;

/// <summary>What is known of a key point; the numbers are those of COCO.</summary>
public enum Visibility
{
    /// <summary>Not labelled: there is no place.</summary>
    Missing = 0,

    /// <summary>Labelled, but hidden by something.</summary>
    Hidden = 1,

    /// <summary>Labelled and seen.</summary>
    Visible = 2,
}
