namespace Vireo.Losses;

/// <summary>What becomes of the losses of single elements or samples.</summary>
public enum Reduction
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their sum, divided by the number of samples, which is the extent of the first axis.</summary>
    SampleMean,

    /// <summary>Nothing: they are returned as they are.</summary>
    None,
}
