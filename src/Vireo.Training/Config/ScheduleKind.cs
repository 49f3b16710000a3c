namespace Vireo.Training.Config;

/// <summary>Courses of the learning rate after the warm-up.</summary>
public enum ScheduleKind
{
    /// <summary>Half a cosine down to zero.</summary>
    Cosine,

    /// <summary>The same all the time.</summary>
    Constant,

    /// <summary>Times gamma every few epochs.</summary>
    Step,
}
