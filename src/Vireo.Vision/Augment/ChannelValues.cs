namespace Vireo.Vision.Augment;

/// <summary>One number for each of red, green and blue.</summary>
public readonly record struct ChannelValues(float R, float G, float B)
{
    /// <summary>Mean of ImageNet's training pictures, in units of full scale.</summary>
    public static ChannelValues ImageNetMean { get; } = new(0.485f, 0.456f, 0.406f);

    /// <summary>Standard deviation of ImageNet's training pictures, in units of full scale.</summary>
    public static ChannelValues ImageNetStd { get; } = new(0.229f, 0.224f, 0.225f);
}
