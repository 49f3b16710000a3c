namespace Vireo.Vision.Imaging.Tone;

/// <summary>What a threshold t makes of a value v.</summary>
public enum ThresholdKind
{
    /// <summary>The high value where <c>v &gt; t</c>, else 0.</summary>
    Binary,

    /// <summary>0 where <c>v &gt; t</c>, else the high value.</summary>
    BinaryInverted,

    /// <summary>t where <c>v &gt; t</c>, else v.</summary>
    Truncate,

    /// <summary>v where <c>v &gt; t</c>, else 0.</summary>
    ToZero,

    /// <summary>0 where <c>v &gt; t</c>, else v.</summary>
    ToZeroInverted,
}
