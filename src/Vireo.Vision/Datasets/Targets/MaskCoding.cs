namespace Vireo.Vision.Datasets.Targets;

/// <summary>What the values of a mask mean.</summary>
public enum MaskCoding
{
    /// <summary>The value is the class; 255 is ignored where it is no class.</summary>
    Index,

    /// <summary>0 and 255 are the classes 0 and 1.</summary>
    Binary,
}
