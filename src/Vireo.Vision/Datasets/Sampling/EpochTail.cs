namespace Vireo.Vision.Datasets.Sampling;

/// <summary>What becomes of samples that do not fill a last batch.</summary>
public enum EpochTail
{
    /// <summary>It is filled from the beginning of the epoch: all processes take equally many.</summary>
    Fill,

    /// <summary>They are left out of this epoch.</summary>
    Drop,

    /// <summary>The last batch is smaller, and may be empty in some processes: each sample counts once, as validation
    /// wants it.</summary>
    Short,
}
