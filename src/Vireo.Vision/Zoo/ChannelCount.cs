namespace Vireo.Vision.Zoo;

/// <summary>Rounds numbers of channels to what kernels like.</summary>
public static class ChannelCount
{
    /// <summary>The nearest multiple, at least one of it and never less than nine tenths of the number.</summary>
    /// <remarks>Sandler et al. 2018, arXiv:1801.04381; the rule of the published MobileNet code.</remarks>
    public static int Round(double channels, int multiple = 8)
    {
        var rounded = Math.Max(multiple, (int)(channels + multiple / 2.0) / multiple * multiple);
        return rounded < 0.9 * channels ? rounded + multiple : rounded;
    }
}
