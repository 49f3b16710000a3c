namespace Vireo.Vision.Samples;

/// <summary>How <see cref="InsectsSample"/> draws its data set.</summary>
public sealed record InsectsOptions
{
    /// <summary>The same seed gives the same files, byte for byte.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Side of the square pictures, in pixels.</summary>
    public int ImageSize { get; init; } = 128;

    /// <summary>Individuals per class in the training part.</summary>
    public int TrainIndividuals { get; init; } = 15;

    /// <summary>Pictures of each training individual.</summary>
    public int TrainViews { get; init; } = 4;

    /// <summary>Individuals per class in the validation part; none of them is in the training part.</summary>
    public int ValIndividuals { get; init; } = 10;

    /// <summary>Pictures of each validation individual.</summary>
    public int ValViews { get; init; } = 2;

    /// <summary>Whether a folder that is not empty may be replaced.</summary>
    public bool Overwrite { get; init; }
}
