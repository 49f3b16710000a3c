namespace Vireo.Training.Config;

/// <summary>What is watched for a plateau.</summary>
public enum PlateauMetric
{
    /// <summary>Share of validation images whose class is found.</summary>
    ValTop1,

    /// <summary>Loss on the validation images.</summary>
    ValLoss,
}
